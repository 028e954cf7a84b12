// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import ThemeKit

/// A theme as it is listed.
struct ThemeListing: Sendable, Hashable {
    var name: String
    /// What the file says of itself; nil where it cannot be read.
    var variant: String?
    var file: String?
    var isInUse: Bool
    var problem: String?

    init(_ entry: ThemeLibrary.Entry, in library: ThemeLibrary, isInUse: Bool) {
        name = entry.name
        file = entry.file
        self.isInUse = isInUse
        do throws(ThemeError) {
            variant = try library.load(entry.name).theme.variant.rawValue
        } catch {
            problem = error.description
        }
    }

    static let shape = RecordShape<ThemeListing>(
        record: { theme in
            Record([
                "name": .text(theme.name), "variant": Field(theme.variant), "is_in_use": .flag(theme.isInUse),
                "file": Field(theme.file), "problem": Field(theme.problem),
            ])
        },
        columns: [
            TableColumn("THEME") { DisplayText($0.name) },
            TableColumn("VARIANT", color: { $0.problem == nil ? .plain : .alarm }) {
                DisplayText($0.variant ?? "unreadable")
            },
            TableColumn("USE", color: { $0.isInUse ? .good : .plain }) { $0.isInUse ? "in use" : "" },
            TableColumn("FILE", minimumWidth: 16) { DisplayText($0.problem ?? $0.file ?? "built in") },
        ])
}
