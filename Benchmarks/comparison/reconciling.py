"""Reconciliation with SKS and of SKS with itself, by scripts/measure-recon."""
import os

from nodes import PACKAGE, run

MEASURE_RECON = os.path.join(PACKAGE, "scripts/measure-recon")


def parsed(text):
    """The rows of a markdown table, by column."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")]
             for line in text.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], cells)) for cells in lines[2:]]


def milliseconds(cell):
    """Of the whole process: what stands before the brackets."""
    return float(cell.split()[0])


def measure(results, keys, differences):
    """Who dials solves; the other side asks. Figures of a role are those with SKS as the peer."""
    rows = parsed(run(MEASURE_RECON, "--keys", keys, "--sks", "--differences", *differences,
                      timeout=7200))
    for row in rows:
        size = sum(map(int, row["dialler's+other's"].split("+")))
        dialler, acceptor = row["dials"], row["accepts"]
        if acceptor == "sks":
            results.add(dialler, "reconcile, solving", size, **{
                "recon bytes": int(row["recon bytes"]), "session": float(row["session s"]),
                "session CPU": milliseconds(row["session ms dialler"]),
                "CPU": float(row["whole CPU s dialler"])})
        if dialler == "sks":
            results.add(acceptor, "reconcile, asking", size, **{
                "session CPU": milliseconds(row["session ms other"]),
                "CPU": float(row["whole CPU s other"])})
