// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Who approved a package, when, and where it is assigned, as labelled rows.
struct SummaryLines {
    let package: DeploymentPackage
    /// `1 of 3`: which of the engines it is.
    let position: DisplayText
    let theme: Theme
    /// Whether the revision, the manifest and the like are there too.
    var isWhole: Bool

    private static let labelWidth = 14

    /// All rows belong to one item.
    func lines(width: Int) -> [Line] {
        let room = max(8, width - 2 - Self.labelWidth)
        return rows.flatMap { label, value, style in
            value.wrapped(to: room).enumerated().map { index, part in
                var text = StyledText((index == 0 ? label : .empty).padded(to: Self.labelWidth), theme.style(.textDim))
                text.append(part.styled(style, escapes: theme.style(.textEscaped)))
                return Line(text, item: 0)
            }
        }
    }

    private typealias Row = (label: DisplayText, value: DisplayText, style: Style)

    private var rows: [Row] {
        let text = theme.style(.text)
        let dim = theme.style(.textDim)
        var rows: [Row] = []
        // Its own screen says above which one it is.
        if !isWhole {
            rows.append((Words.Packages.package, "\(package.name)  (\(position))", theme.style(.textStrong)))
        }
        if let reason = package.blockedReason {
            rows.append((Words.Packages.blocked, "✗ \(reason)", theme.style(.outcomeDenied)))
        }
        if let approval = package.approval {
            rows.append((Words.Packages.approvedBy, DisplayText(approval.approvers), theme.style(.textStrong)))
            rows.append(
                (
                    Words.Packages.approvedAt,
                    isWhole ? Words.Packages.approvedAt(approval) : DisplayText(approval.shownTime), text
                ))
            if isWhole, let window = Words.Packages.window(approval.windowOpensAt, approval.windowClosesAt) {
                rows.append((Words.Packages.window, window, text))
            }
        } else {
            rows.append((Words.Packages.approvedBy, Words.Packages.notApproved, dim))
        }
        rows.append((Words.Packages.node, package.node.map { DisplayText($0) } ?? Words.Packages.unassigned, text))
        rows.append((Words.Packages.fallback, package.fallback.map { DisplayText($0) } ?? Words.Packages.none, text))
        guard isWhole else { return rows }
        rows.append((Words.Packages.release, package.release.map { DisplayText($0) } ?? Words.Packages.none, text))
        rows.append(
            (Words.Packages.production, package.deployedRelease.map { DisplayText($0) } ?? Words.Packages.none, text))
        rows.append(
            (
                Words.Packages.engine,
                package.isEngineServing ? "● \(Words.Packages.serving)" : "○ \(Words.Packages.notServing)",
                theme.style(package.isEngineServing ? .stateLive : .textDim)
            ))
        rows.append((Words.Packages.revision, DisplayText(package.revision), text))
        rows.append((Words.Packages.manifest, DisplayText(package.manifestSHA256), theme.style(.textCode)))
        return rows
    }
}
