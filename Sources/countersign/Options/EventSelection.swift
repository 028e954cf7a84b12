// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Governance

/// Which events to read.
struct EventSelection: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only events that this expression passes.",
            discussion: """
                For example: category:rollback severity:>=medium actor:operator_1 outcome:denied since:7d \
                -stream:runtime "free text". Fields: action actor category correlation environment id origin outcome \
                package request resource severity stream surface tenant; several values are alternatives \
                (outcome:denied,failed), - negates, bare words are searched for in title and detail. @NAME is a filter \
                that "countersign filters" keeps.
                """, valueName: "expr"))
    var filter: String?

    @Option(
        help: ArgumentHelp(
            "Only events recorded at or after: 30m, 12h, 7d or 4w back, a date, or an RFC 3339 time.",
            valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Only events recorded before; as --since.", valueName: "time"))
    var until: String?

    /// What --filter says, or the saved filter that it names.
    private var expression: String {
        get throws(CommandFailure) {
            guard let filter, filter.hasPrefix("@") else { return filter ?? "" }
            do {
                return try FiltersCommand.file(ProcessInfo.processInfo.environment)
                    .expression(named: String(filter.dropFirst()))
            } catch let error as GovernanceError {
                throw CommandFailure(.usage, "--filter: \(error.message)")
            } catch {
                throw CommandFailure(error)
            }
        }
    }

    /// The filter that all options make together.
    func parsed(now: Timestamp) throws(CommandFailure) -> EventFilter {
        do {
            var parsed = try EventFilter(parsing: try expression, now: now)
            if let since {
                guard parsed.since == nil else {
                    throw CommandFailure(.usage, "since is given twice: in --filter and as --since.")
                }
                parsed.since = try EventFilter.moment(parsing: since, now: now)
            }
            if let until {
                guard parsed.until == nil else {
                    throw CommandFailure(.usage, "until is given twice: in --filter and as --until.")
                }
                parsed.until = try EventFilter.moment(parsing: until, now: now)
            }
            if let since = parsed.since, let until = parsed.until, since >= until {
                throw CommandFailure(.usage, "--until must be later than --since; no event can be in between.")
            }
            return parsed
        } catch {
            throw CommandFailure(error)
        }
    }
}
