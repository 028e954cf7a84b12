// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What a stand-in service does instead of answering in order. None of them uses up an event: what could not be read
/// while it lasted is still there afterwards.
enum SourceFault: String, Sendable, Hashable, CaseIterable {
    /// None.
    case ok
    /// Nothing listens on the port.
    case down
    /// The answer is in order, ten seconds late.
    case slow
    /// Status 500 with a page of HTML.
    case internalError = "500"
    /// 64 KiB of random bytes that are no HTTP.
    case garbage
    /// A single line without an end, up to 1 GiB.
    case huge
    /// The head promises more than the body has, and the service closes its half of the connection.
    case halfClosed = "half-closed"
    /// Status 200 with JSON, none of which is what was asked for.
    case wrongJSON = "wrong-json"
    /// The answer is in order, one byte a second.
    case drip

    /// The names, for a person.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// `SERVICE=FAULT`, as `--fault` takes it.
struct FaultSetting: Sendable, Hashable {
    var source: DemoSource
    var fault: SourceFault

    /// nil where the text names no service or no fault.
    init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let source = DemoSource(rawValue: parts[0]), let fault = SourceFault(rawValue: parts[1])
        else { return nil }
        self.source = source
        self.fault = fault
    }
}
