// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension CommandLine {
    /// Why a line could not be carried out.
    struct Problem: Error, Equatable {
        var message: String
    }

    /// What may follow a command's name.
    enum Argument: Sendable, Equatable {
        case none
        case eventID
        case requestID
        case filter
        case workflow
        case theme
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
        Entry(name: "help", argument: .none, summary: Words.Commands.help),
        Entry(name: "quit", argument: .none, summary: Words.Commands.quit),
    ]

    /// Reads a line; a name may be shortened as long as it stays the only one.
    static func parse(_ line: String) throws(Problem) -> Console.Command? {
        let line = line.trimmingSpaces
        guard !line.isEmpty else { return nil }
        let split = line.firstIndex(of: " ") ?? line.endIndex
        let name = line[..<split].lowercased()
        let rest = String(line[split...]).trimmingSpaces
        let entry = try entry(named: name)
        if entry.argument == .none, !rest.isEmpty { throw Problem(message: Words.Commands.takesNothing(entry.name)) }
        switch entry.name {
        case "overview": return .show(.overview)
        case "timeline": return .show(.timeline)
        case "sources": return .show(.sources)
        case "packages": return .show(.packages)
        case "workflows": return .show(.workflows)
        case "requests": return .show(.requests)
        case "event":
            guard !rest.isEmpty else { throw Problem(message: Words.Commands.needsEvent) }
            return .showEvent(rest)
        case "request":
            guard !rest.isEmpty else { throw Problem(message: Words.Commands.needsRequest) }
            return .showRequest(rest)
        case "filter": return .applyFilter(rest)
        case "open":
            guard !rest.isEmpty else { throw Problem(message: Words.Commands.needsWorkflow) }
            return .openWorkflow(rest)
        case "follow": return .toggleFollow
        case "refresh": return .refresh
        case "pause": return .togglePause
        case "theme":
            guard !rest.isEmpty else { throw Problem(message: Words.Commands.needsTheme) }
            return .useTheme(rest)
        case "help": return .help
        default: return .quit
        }
    }

    private static func entry(named name: String) throws(Problem) -> Entry {
        if name == "q" { return entries[entries.count - 1] }
        if let exact = entries.first(where: { $0.name == name }) { return exact }
        let candidates = entries.filter { $0.name.hasPrefix(name) }
        if candidates.count == 1 { return candidates[0] }
        throw Problem(
            message: candidates.isEmpty
                ? Words.Commands.unknown(name) : Words.Commands.ambiguous(name, candidates.map(\.name)))
    }
}
