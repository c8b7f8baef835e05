import ClinicalFHIR
import Foundation
import LedgerFormat

/// What is printed and asked. Results go to standard output, everything else to standard error.
enum Terminal {
    /// Whether a person can be asked: questions go to the controlling terminal.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }
    /// Whether results go to a person's eyes.
    static var showsResults: Bool { isatty(STDOUT_FILENO) == 1 }
    /// Whether progress can be drawn.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// How many columns results may take on a terminal.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }

    /// Prints a line of result. Where results cannot be written, the command has not done what it was asked for: the
    /// process ends with an error.
    static func print(_ line: String) {
        do { try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) } catch {
            // Whoever reads has seen enough (`| head`).
            if errno == EPIPE { exit(0) }
            draw("error: output.failed: The results cannot be written to standard output.\n")
            exit(ExitStatus.failure.rawValue)
        }
    }

    /// Prints a remark, beside the results.
    static func note(_ line: String) { write(line + "\n", to: .standardError) }

    /// Writes text to standard error as it is.
    static func draw(_ text: String) { write(text, to: .standardError) }

    /// Prints one JSON value on one line.
    static func print(json: JSONValue) { print(TerminalJSON.text(json)) }

    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }

    /// Text that came from elsewhere, on one line and harmless for a terminal.
    static func safe(_ text: String, limit: Int = 400) -> String { PlainText.line(text, limit: limit) }

    /// Asks for a line. Nil at the end of input.
    static func ask(_ question: String) -> String? {
        draw(question + " ")
        return readLine(strippingNewline: true)
    }

    /// Asks for a secret without showing it. Nil at the end of input.
    static func askSecret(_ question: String) -> String? {
        var saved = termios()
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return nil }
        var silent = saved
        silent.c_lflag &= ~tcflag_t(ECHO)
        // Before the question: what is typed as soon as it appears must not be shown, nor lost.
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        draw(question + " ")
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved)
            draw("\n")
        }
        return readLine(strippingNewline: true)
    }
}
