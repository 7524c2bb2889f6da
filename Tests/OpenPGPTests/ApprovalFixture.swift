/// A key made by Sequoia's sq 0.27: a user ID, its self-certification, the certifications of two
/// others, and the approval of both (`sq key attest-certifications`).
enum ApprovalFixture {
    static let alice = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        xjMEawKLaRYJKwYBBAHaRw8BAQdAkO8gw/MNswXFDgPov7go+ZPYQh8VrdrX5JyxX0tBHSbNGUFs
        aWNlIDxhbGljZUBleGFtcGxlLm9yZz7CwBQEExYKAIYFgmsCi2kFiQWkj70DCwkHCRDNHGJozBwE
        uUcUAAAAAAAeACBzYWx0QG5vdGF0aW9ucy5zZXF1b2lhLXBncC5vcmdEQyEudICteDW/U7mCwLWf
        a1v3hWnPdo/5dwx+7gFu3gMVCggCmQECmwECHgEWIQTr7rW3wvGNQP7x6DvNHGJozBwEuQAAg34B
        AOCnhQ55gD0Bnu42FXXrhofh85bPq3QILBSlLjlhRhO9AQCrhqvPdlCDr6as5Vs3xwXm8xIYIyjc
        1UyuxYgdTRICDMLAfwQWFgoA8QWCawKMhQkQzRxiaMwcBLlHFAAAAAAAHgAgc2FsdEBub3RhdGlv
        bnMuc2VxdW9pYS1wZ3Aub3Jn91Dpl+pg4ZfyodFxsoM8O0N2Jo6mznaYUuoA/gYSKiwWIQTr7rW3
        wvGNQP7x6DvNHGJozBwEuYGlyFKlFu6mU9JQIwI0GYuYCU0es2hc6HZErBU+7G7T7Ypnkzyg80rB
        N0Nq1BNWnDwz8a3VmF+INvwiVo+rYMttW+maR+VlDBe9I+H7geVWngSTyulNq5jtN+LMcsJi4bMT
        VCXnF3gVnT/Qu0N1O1yAZeSm7ZjBgt25GuGIgnrg+0oAALMeAP9Ak0xAyc+qDsKcPjIbw/EPtVBj
        LCr+x5vhdwY9TbrE8QD/Qc5DhmtTb2THLI/i1Ts3S/tSxjB0Cqe+/7Ud5XdCvAnCwUEEEAEKAHUF
        gmsCi8kFgwlnmjsJEFOrECsa53CORxQAAAAAAB4AIHNhbHRAbm90YXRpb25zLnNlcXVvaWEtcGdw
        Lm9yZ4WIIRUfBFLbngNfKEgWE52Y1Cdw9KThJn796ezfS9iLFiEEhmaAWTa6+9JY6M+uU6sQKxrn
        cI4AAN8RC/9NIEhO66fsXkDUGFwPnHuUvB9j1igVHbDpZKf/l2n7cmwnKAJkLKOeO0iOdmb9WGSp
        eyEpeyx/p6crvjkMXuI37boaulvvNiRqU9N6okUA9rCp6oG8G25YhvsaxmkUZBwNvFSY08rlBjjj
        PtCYKZPdBo07MRA8C/VYWOWsjSXxhGULG2HdjY/f+RXZ4DhWdstyrtU1jZpRgjVWKEmmRkCLpuho
        nIbtnAO43PAEjqmGykYyQ5mcSpQVi7YKwzyZpphlq4Fk1IsOqgLZYJmC5L7u41IMWUZCs5gmh910
        mYPHuAjmo1n6GjLrrBvZnHsCjXaADBl/KubzYCvNPJYOoWWek7dYJuelOsUwxObGVnuMmmuFojyC
        u6wp8k0RYPyvv01Q7s/SYuhta9oK6HJ0ZGpiK2MICE4ij7RIZggz8Ud4DxTZppcl9aJaK3lyuJ8Y
        nUWhENMZA2SDUH+tnojlz08y2slm/p5aN9mLXjn1LaVRyzcY1hMYHhS1hRGKLgBDFoDCwAMEEBYK
        AHUFgmsCi8cFgwlnmjsJENzcC5ge0aJ3RxQAAAAAAB4AIHNhbHRAbm90YXRpb25zLnNlcXVvaWEt
        cGdwLm9yZ5u14QiT0tCfD9VJu689151pERZ81PPoglILJ/7LUGm1FiEEFL9RUjkyFnP+hA0x3NwL
        mB7RoncAAAinAP0QsujiOKZ+nS5NEEUjgV+Sz7Ts2FxV8DJSJAFtQMfCvwD7BZ4UI0CL4g7/D+II
        ekAgMoiImS099BhuP/bnhpqeTgI=
        -----END PGP PUBLIC KEY BLOCK-----

        """
}
