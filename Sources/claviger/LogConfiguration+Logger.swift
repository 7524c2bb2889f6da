import Logging
import NodeConfiguration

extension LogConfiguration {
    /// The log of one part of the program, in a process that keeps its levels.
    func logger(_ subsystem: LogSubsystem) -> Logger { ProcessLog(self).logger(subsystem) }
}
