// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Crypto
import Foundation
import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Reads one file from its beginning to its end, decompressed if it is gzip by its content, in bounded memory.
struct LogFileReader {
    struct Facts: Sendable, Hashable {
        /// Lower-case hex SHA-256 of the bytes on the disk.
        var sha256: String
        var bytes: Int
        /// What gzip complained about after all; the text read until then is good.
        var complaint: String?
    }

    static let chunkSize = 128 << 10

    let path: String

    /// Hands the text in chunks to `take` until that returns false; the hash covers the whole file all the same.
    ///
    /// Reading a local file blocks its thread for no longer than a chunk takes.
    /// - Throws: `LogExchangeError`, and whatever `take` throws.
    func read(_ take: @Sendable ([UInt8]) async throws -> Bool) async throws -> Facts {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        } catch {
            throw Self.unreadable(error)
        }
        do {
            let facts = try await read(file, take)
            try file.close()
            return facts
        } catch {
            try? file.close()
            throw error
        }
    }

    private func read(
        _ file: FileDescriptor, _ take: @Sendable ([UInt8]) async throws -> Bool
    ) async throws -> Facts {
        let head: [UInt8]
        do {
            head = try Self.chunk(size: 512) { try file.read(fromAbsoluteOffset: 0, into: $0) }
        } catch let error as Errno where error == .illegalSeek {
            // A pipe: what it begins with is seen when it is read.
            return try await readPlain(file, take)
        } catch {
            throw Self.unreadable(error)
        }
        return Self.isGzip(head) ? try await readGzip(file, take) : try await readPlain(file, take)
    }

    private func readPlain(
        _ file: FileDescriptor, _ take: @Sendable ([UInt8]) async throws -> Bool
    ) async throws -> Facts {
        var hash = SHA256()
        var bytes = 0
        var isWanted = true
        while true {
            let chunk: [UInt8]
            do {
                chunk = try Self.chunk(size: Self.chunkSize) { try file.read(into: $0) }
            } catch {
                throw Self.unreadable(error)
            }
            if bytes == 0 { try Self.checkBeginning(chunk) }
            if chunk.isEmpty { break }
            hash.update(data: chunk)
            bytes += chunk.count
            if isWanted { isWanted = try await take(chunk) }
        }
        return Facts(sha256: Self.hexadecimal(hash.finalize()), bytes: bytes)
    }

    /// gzip gets the file itself as its input, so that no pipe of ours can break; the hash is taken from the same open
    /// file.
    private func readGzip(
        _ file: FileDescriptor, _ take: @Sendable ([UInt8]) async throws -> Bool
    ) async throws -> Facts {
        let before = modification
        var wasStopped = false
        var isFirst = true
        let status: TerminationStatus
        let words: String
        do {
            let result = try await Subprocess.run(
                .name("gzip"), arguments: ["-dc"], environment: .inherit.updating(["GZIP": nil, "LC_ALL": "C"]),
                input: .fileDescriptor(file, closeAfterSpawningProcess: false), output: .sequence,
                error: .string(limit: 1 << 16)
            ) { execution in
                for try await buffer in execution.standardOutput {
                    let chunk = buffer.withUnsafeBytes { Array($0) }
                    if isFirst { try Self.checkBeginning(chunk) }
                    isFirst = false
                    guard try await take(chunk) else {
                        wasStopped = true
                        break
                    }
                }
            }
            status = result.terminationStatus
            words = result.standardError
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw LogExchangeError(.decompression, "gzip is not installed; it is needed for compressed files.")
        }
        let (sha256, bytes) = try Self.hash(of: file)
        guard modification == before else {
            throw LogExchangeError(.unreadable, "The file was changed while it was read; import it again.")
        }
        let complaint = status.isSuccess || wasStopped ? nil : "gzip: " + Self.reason(words, status)
        return Facts(sha256: sha256, bytes: bytes, complaint: complaint)
    }

    private static func hash(of file: FileDescriptor) throws(LogExchangeError) -> (sha256: String, bytes: Int) {
        var hash = SHA256()
        var bytes = 0
        while true {
            let chunk: [UInt8]
            do {
                chunk = try Self.chunk(size: chunkSize) { try file.read(fromAbsoluteOffset: Int64(bytes), into: $0) }
            } catch {
                throw unreadable(error)
            }
            if chunk.isEmpty { return (hexadecimal(hash.finalize()), bytes) }
            hash.update(data: chunk)
            bytes += chunk.count
        }
    }

    private static func chunk(size: Int, _ read: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = try read(UnsafeMutableRawBufferPointer(buffer))
        }
    }

    private var modification: [String] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return [FileAttributeKey.size, .modificationDate, .systemFileNumber].map { "\(attributes?[$0] ?? "")" }
    }

    static func isGzip(_ head: [UInt8]) -> Bool { head.starts(with: [0x1F, 0x8B]) }

    /// Text that can hold records begins with a bracket, after blanks and a byte order mark.
    private static func checkBeginning(_ chunk: [UInt8]) throws(LogExchangeError) {
        if isGzip(chunk) {
            throw LogExchangeError(.notALog, "gzip within gzip, or through a pipe: decompress it first.")
        }
        let rest = chunk.starts(with: ASCII.byteOrderMark) ? chunk.dropFirst(3) : chunk[...]
        let first = rest.first {
            $0 != ASCII.space && $0 != ASCII.tab && $0 != ASCII.lineFeed && $0 != ASCII.carriageReturn
        }
        guard let first, first != ASCII.leftBrace, first != ASCII.leftBracket else { return }
        throw LogExchangeError(.notALog, "This is neither JSON with records nor gzip of it.")
    }

    private static func reason(_ words: String, _ status: TerminationStatus) -> String {
        let line = words.split(separator: "\n").first { !$0.isEmpty }.map(String.init) ?? "ended with \(status)"
        return line.replacing("gzip: ", with: "").replacing("stdin: ", with: "")
    }

    private static func unreadable(_ error: any Error) -> LogExchangeError {
        LogExchangeError(.unreadable, "It cannot be read: \((error as? Errno)?.description ?? "unknown error").")
    }

    static func hexadecimal(_ digest: SHA256.Digest) -> String {
        digest.reduce(into: "") { text, byte in
            if byte < 0x10 { text += "0" }
            text += String(byte, radix: 16)
        }
    }
}
