// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Keeps what is written to standard error while a screen is shown.
///
/// On the screen it would tear the picture and vanish with it, above all what the runtime says of a crash. It goes to a
/// file without a name instead and comes out once the terminal is as it was.
final class DivertedErrors {
    /// What of it comes out: the end, where a crash has its message.
    static let limit = 16 * 1024

    /// The file.
    let file: Int32
    /// Where standard error led before.
    let original: Int32
    private let descriptor: Int32
    private let buffer: UnsafeMutableBufferPointer<UInt8>

    /// Prepares `descriptor`; nil where it is no terminal, so does no harm, or where no file can be made.
    init?(_ descriptor: Int32 = STDERR_FILENO) {
        guard isatty(descriptor) == 1, let stream = tmpfile() else { return nil }
        file = fcntl(fileno(stream), F_DUPFD_CLOEXEC, 3)
        fclose(stream)
        original = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        self.descriptor = descriptor
        buffer = .allocate(capacity: Self.limit)
        guard file >= 0, original >= 0, fcntl(file, F_SETFL, O_APPEND) == 0 else { return nil }
    }

    deinit {
        buffer.deallocate()
        for descriptor in [file, original] where descriptor >= 0 { closeDescriptor(descriptor) }
    }

    func divert() {
        dup2(file, descriptor)
    }

    func restore() {
        dup2(original, descriptor)
        Self.replay(file, to: original, through: buffer)
    }

    /// Writes out what the file holds and empties it; fit for a signal handler.
    ///
    /// Controls become question marks: the text may quote anything.
    static func replay(_ file: Int32, to original: Int32, through buffer: UnsafeMutableBufferPointer<UInt8>) {
        guard let start = buffer.baseAddress else { return }
        let size = Int(lseek(file, 0, SEEK_END))
        guard size > 0 else { return }
        let count = pread(file, start, buffer.count, off_t(max(0, size - buffer.count)))
        var previous: UInt8 = 0
        var index = 0
        while index < count {
            let byte = start[index]
            if byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F {
                start[index] = UInt8(ascii: "?")
            } else if previous == 0xC2, byte >= 0x80, byte < 0xA0 {
                // C1 controls are two bytes in UTF-8.
                start[index - 1] = UInt8(ascii: "?")
                start[index] = UInt8(ascii: "?")
            }
            previous = byte
            index += 1
        }
        var written = 0
        while written < count {
            let step = write(original, start + written, count - written)
            if step <= 0 { break }
            written += step
        }
        _ = ftruncate(file, 0)
    }
}
