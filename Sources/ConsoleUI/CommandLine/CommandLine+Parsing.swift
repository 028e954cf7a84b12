// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

extension CommandLine {
    /// Why a line could not be carried out.
    struct Problem: Error, Equatable {
        var message: String
        /// The first character of the line that is wrong, from 0, and how many are; none where it is no one's fault.
        var column = 0
        var length = 0
    }

    /// What may follow a command's name.
    enum Argument: Sendable, Equatable {
        case none
        case eventID
        case requestID
        case filter
        case workflow
        case theme
        case field
        case relation
        case file
        case time
    }

    struct Entry: Sendable, Equatable {
        var name: String
        var argument: Argument
        var summary: String
    }

    /// All commands, in the order of the completion.
    static let entries: [Entry] = [
        Entry(name: "overview", argument: .none, summary: Words.Commands.overview),
        Entry(name: "timeline", argument: .none, summary: Words.Commands.timeline),
        Entry(name: "sources", argument: .none, summary: Words.Commands.sources),
        Entry(name: "packages", argument: .none, summary: Words.Commands.packages),
        Entry(name: "workflows", argument: .none, summary: Words.Commands.workflows),
        Entry(name: "requests", argument: .none, summary: Words.Commands.requests),
        Entry(name: "event", argument: .eventID, summary: Words.Commands.event),
        Entry(name: "request", argument: .requestID, summary: Words.Commands.request),
        Entry(name: "filter", argument: .filter, summary: Words.Commands.filter),
        Entry(name: "open", argument: .workflow, summary: Words.Commands.open),
        Entry(name: "follow", argument: .none, summary: Words.Commands.follow),
        Entry(name: "refresh", argument: .none, summary: Words.Commands.refresh),
        Entry(name: "pause", argument: .none, summary: Words.Commands.pause),
        Entry(name: "theme", argument: .theme, summary: Words.Commands.theme),
        Entry(name: "goto", argument: .time, summary: Words.Commands.goTo),
        Entry(name: "copy", argument: .field, summary: Words.Commands.copy),
        Entry(name: "related", argument: .relation, summary: Words.Commands.related),
        Entry(name: "export", argument: .file, summary: Words.Commands.export),
        Entry(name: "export!", argument: .file, summary: Words.Commands.exportOver),
        Entry(name: "filters", argument: .none, summary: Words.Commands.filters),
        Entry(name: "histogram", argument: .none, summary: Words.Commands.histogram),
        Entry(name: "zone", argument: .none, summary: Words.Commands.zone),
        Entry(name: "back", argument: .none, summary: Words.Commands.back),
        Entry(name: "forward", argument: .none, summary: Words.Commands.forward),
        Entry(name: "mouse", argument: .none, summary: Words.Commands.mouse),
        Entry(name: "settings", argument: .none, summary: Words.Commands.settings),
        Entry(name: "help", argument: .none, summary: Words.Commands.help),
        Entry(name: "quit", argument: .none, summary: Words.Commands.quit),
    ]

    /// Reads a line; a name may be shortened as long as it stays the only one.
    static func parse(_ line: String) throws(Problem) -> Console.Command? {
        let indent = line.prefix { $0.isWhitespace }.count
        let line = line.trimmingSpaces
        guard !line.isEmpty else { return nil }
        do {
            return try command(line)
        } catch {
            throw Problem(message: error.message, column: error.column + indent, length: error.length)
        }
    }

    private static func command(_ line: String) throws(Problem) -> Console.Command {
        let split = line.firstIndex(of: " ") ?? line.endIndex
        let name = line[..<split].lowercased()
        let rest = String(line[split...]).trimmingSpaces
        let entry = try entry(named: name)
        /// Points behind the name, where something is missing.
        func missing(_ message: String) -> Problem {
            Problem(message: message, column: line.count + 1, length: 1)
        }
        if entry.argument == .none, !rest.isEmpty {
            throw Problem(
                message: Words.Commands.takesNothing(entry.name), column: line.count - rest.count, length: rest.count)
        }
        switch entry.name {
        case "overview": return .show(.overview)
        case "timeline": return .show(.timeline)
        case "sources": return .show(.sources)
        case "packages": return .show(.packages)
        case "workflows": return .show(.workflows)
        case "requests": return .show(.requests)
        case "settings": return .show(.settings)
        case "event":
            guard !rest.isEmpty else { throw missing(Words.Commands.needsEvent) }
            return .showEvent(rest)
        case "request":
            guard !rest.isEmpty else { throw missing(Words.Commands.needsRequest) }
            return .showRequest(rest)
        case "filter": return savedFilterCommand(rest) ?? .applyFilter(rest)
        case "goto":
            guard !rest.isEmpty else { throw missing(Words.Commands.needsTime) }
            return .goTo(rest)
        case "copy":
            guard !rest.isEmpty else { throw missing(Words.Commands.needsField) }
            return .copyField(rest)
        case "related":
            guard rest.isEmpty || EventRelation(rawValue: rest) != nil else {
                throw missing(Words.Commands.needsRelation)
            }
            return .showRelated(EventRelation(rawValue: rest))
        case "export", "export!":
            guard !rest.isEmpty else { throw missing(Words.Commands.needsFile) }
            return .export(path: rest, overwrites: entry.name == "export!")
        case "filters": return .listFilters
        case "histogram": return .toggleActivity
        case "zone": return .toggleZone
        case "open":
            guard !rest.isEmpty else { throw missing(Words.Commands.needsWorkflow) }
            return .openWorkflow(rest)
        case "follow": return .toggleFollow
        case "refresh": return .refresh
        case "pause": return .togglePause
        case "theme":
            guard !rest.isEmpty else { throw missing(Words.Commands.needsTheme) }
            return .useTheme(rest)
        case "back": return .back
        case "forward": return .forward
        case "mouse": return .toggleMouse
        case "help": return .help
        default: return .quit
        }
    }

    /// `save NAME`, `use NAME` or `delete NAME`; nil for an expression, which quotes such words to search for them.
    private static func savedFilterCommand(_ text: String) -> Console.Command? {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2, !words[1].contains(":"), words[1].first != "\"" else { return nil }
        return switch words[0] {
        case "save": .saveFilter(words[1])
        case "use": .useFilter(words[1])
        case "delete": .deleteFilter(words[1])
        default: nil
        }
    }
}
