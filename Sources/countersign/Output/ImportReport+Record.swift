// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Governance
import LogExchange

extension ImportReport {
    /// The import as a governed call: PostgreSQL's refusal, or what became of it.
    var result: ActionResult {
        refusal
            ?? ActionResult(
                outcome: isComplete ? .succeeded : .failed, code: isComplete ? "" : "incomplete",
                message: words.description, eventID: eventIDs.last)
    }

    /// The answer of a governed call, and what was counted.
    var record: Record {
        let result = result
        return Record([
            "outcome": .text(result.outcome.rawValue), "code": .text(result.code), "message": .text(result.message),
            "request_id": .null, "event_id": Field(result.eventID), "event_ids": Field(eventIDs),
            "files": Field(filesRead), "files_ignored": Field(filesIgnored), "bytes": Field(bytes),
            "records": Field(records), "inserted": Field(inserted), "duplicates": Field(duplicates),
            "rejected": Field(rejected), "seconds": .number(seconds),
        ])
    }

    static let shape = RecordShape<ImportReport>(record: { $0.record }, columns: [])

    /// What was done, in a sentence.
    var words: DisplayText {
        let ignored: DisplayText = filesIgnored > 0 ? " (\(filesIgnored) others passed over)" : ""
        let end: DisplayText = rejected > 0 ? " What was rejected is named above." : ""
        return """
            \(Self.count(records, "record")) in \(Self.count(filesRead, "file"))\(ignored): \(inserted) taken, \
            \(duplicates) already in the trail, \(rejected) rejected; \(Int(recordsPerSecond)) records/s.\(end)
            """
    }

    /// How far it is, short enough for one line.
    var progressWords: DisplayText {
        """
        \(filesRead)/\(filesFound) files, \(records) records (\(inserted) taken, \(duplicates) already there, \
        \(rejected) rejected), \(Int(recordsPerSecond)) records/s
        """
    }

    private var seconds: Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    private static func count(_ number: Int, _ noun: StaticString) -> DisplayText {
        "\(number) \(noun.description)\(number == 1 ? "" : "s")"
    }
}
