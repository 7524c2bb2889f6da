import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What the system says of this process, under the names that all Prometheus clients use. Where
/// several processes are shown together, the label `process` tells them apart.
package enum ProcessMetrics {
    /// Reads some lines of /proc: no disk is waited for.
    package static func families(process: String) -> [MetricFamily] {
        families().map { $0.labelled("process", process) }
    }

    private static func families() -> [MetricFamily] {
        let pages = fields(of: "/proc/self/statm").compactMap { Int($0) }
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return [
            .counter(
                "process_cpu_seconds_total", "User and system seconds of all its threads.",
                [MetricSample(processorSeconds)]),
            .gauge(
                "process_resident_memory_bytes", "Memory that it has in use.",
                pages.dropFirst().prefix(1).map { MetricSample($0 * pageSize) }),
            .gauge(
                "process_virtual_memory_bytes", "Addresses that it has in use.",
                pages.prefix(1).map { MetricSample($0 * pageSize) }),
            // The folder was open while it was read.
            .gauge(
                "process_open_fds", "Open file descriptors.",
                descriptors.map { [MetricSample(max(0, $0.count - 1))] } ?? []),
            .gauge(
                "process_max_fds", "File descriptors that it may have.",
                [MetricSample(Double(limit.rlim_cur))]),
            .gauge(
                "process_start_time_seconds", "When it was started, Unix seconds.",
                startTime.map { [MetricSample($0)] } ?? []),
        ]
    }

    private static var processorSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000
        }
    }

    /// proc(5): field 22 is in clock ticks since the system's start; the name in the second field
    /// may hold blanks.
    private static let startTime: Double? = {
        let state = text(of: "/proc/self/stat").split(separator: ")").last?.split(separator: " ")
        let boot = text(of: "/proc/stat").split(separator: "\n")
            .first { $0.hasPrefix("btime ") }?.dropFirst("btime ".count)
        guard let state, state.count > 19, let ticks = Double(state[19]),
            let boot = boot.flatMap({ Double($0) })
        else { return nil }
        return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }()

    private static func fields(of path: String) -> [Substring] {
        text(of: path).split(separator: " ")
    }

    private static func text(of path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
