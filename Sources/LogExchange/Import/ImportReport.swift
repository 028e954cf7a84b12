// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

/// How far an import is; at its end, what it did.
public struct ImportReport: Sendable, Hashable {
    /// Files to read, as far as the folders were seen.
    public var filesFound = 0
    public var filesRead = 0
    /// Files in the folders that are no logs by their name or content.
    public var filesIgnored = 0
    /// Bytes of the files, compressed where they are.
    public var bytes = 0
    /// Records found, rejected ones included.
    public var records = 0
    public var inserted = 0
    /// Records that the trail had already.
    public var duplicates = 0
    /// Records, passages and files that could not be taken; each was reported as a problem, or counted in one.
    public var rejected = 0
    public var duration: Duration = .zero
    /// Why PostgreSQL took nothing (more), e.g. for lack of a role.
    public var refusal: ActionResult?
    /// The events that record the import.
    public var eventIDs: [String] = []

    public init() {}

    /// Whether all that was found is in the trail now.
    public var isComplete: Bool { rejected == 0 && refusal == nil }

    public var recordsPerSecond: Double {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        return seconds > 0 ? Double(records) / seconds : 0
    }
}

/// What a running import tells.
public enum ImportNotice: Sendable, Hashable {
    case progress(ImportReport)
    case problem(ImportProblem)
}
