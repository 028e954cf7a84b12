// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// A file that is being written.
enum Export {
    struct State: Sendable, Equatable {
        var token: Int
        var path: String
        /// Events written so far.
        var count = 0
        /// Whether it was told to end; what came of it is still to come.
        var isStopping = false
    }
}

extension Console.State {
    /// Writes exactly what the filter passes to a file.
    mutating func export(to path: String, overwrites: Bool) -> [Console.Effect] {
        guard let format = ExportFormat(path: path) else {
            inform(Words.Export.noFormat, .warning)
            return []
        }
        guard export == nil else {
            inform(Words.Export.oneAtATime, .warning)
            return []
        }
        guard isLive else {
            inform(Words.Notices.needsDatabase, .warning)
            return []
        }
        let token = newToken()
        export = Export.State(token: token, path: path)
        let request = ExportRequest(filter: timeline.filter, path: path, format: format, overwrites: overwrites)
        return [.export(request, context: actionContext, token: token)]
    }

    /// Ends an export that runs, as Esc does. The answer tells whether it was in time.
    ///
    /// - Returns: nil where none runs.
    mutating func stopExport() -> [Console.Effect]? {
        guard let export, !export.isStopping else { return nil }
        self.export?.isStopping = true
        return [.cancel(.export)]
    }

    mutating func noteExport(_ count: Int, token: Int) {
        guard export?.token == token else { return }
        export?.count = count
    }

    mutating func takeExport(_ result: Result<ExportReceipt, GovernanceError>, token: Int) {
        guard export?.token == token else { return }
        export = nil
        switch result {
        case .success(let receipt): inform(Words.Export.done(receipt), .success)
        case .failure(let error):
            error.code == .cancelled ? inform(Words.Export.stopped) : inform(DisplayText(error.message), .error)
        }
    }
}
