// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import CellCanvas
internal import Governance
public import ThemeKit

extension Console.State {
    /// Draws the whole console at its size.
    public func draw(theme: Theme) -> Canvas {
        DisplayZone.$current.withValue(zone ?? .utc) {
            conventions.isPlain ? drawPlain(theme: theme) : drawScreenful(theme: theme)
        }
    }

    func drawScreenful(theme: Theme) -> Canvas {
        var canvas = Canvas(size: size, style: theme.style(.surface))
        canvas.drawsHairlines = !conventions.isPlain
        guard !size.isEmpty else { return canvas }
        guard isLargeEnough else {
            let lines = Words.tooSmall(size).flatMap { $0.wrapped(to: size.width) }
            canvas.write(lines: lines, in: canvas.bounds, style: theme.style(.text))
            return canvas
        }
        HeaderView(state: self, theme: theme).draw(on: &canvas)
        FooterView(state: self, theme: theme).draw(on: &canvas)
        drawScreen(in: contentArea, theme: theme, on: &canvas)
        for (index, dialog) in dialogs.enumerated() {
            draw(dialog, isTop: index == dialogs.count - 1, theme: theme, on: &canvas)
        }
        drawNotice(theme: theme, on: &canvas)
        return canvas
    }

    static let minimumSize = Size(width: 60, height: 15)

    var isLargeEnough: Bool {
        size.width >= Self.minimumSize.width && size.height >= Self.minimumSize.height
    }

    /// The rows between header and footer.
    var contentArea: Rect {
        Rect(origin: .zero, size: size).inset(top: HeaderView.height(in: self), bottom: 1)
    }

    private func drawScreen(in area: Rect, theme: Theme, on canvas: inout Canvas) {
        switch tab {
        case .overview: OverviewView(state: self, theme: theme).draw(in: area, on: &canvas)
        case .timeline: TimelineView(state: self, theme: theme).draw(in: area, on: &canvas)
        case .sources: SourcesView(state: self, theme: theme).draw(in: area, on: &canvas)
        case .packages: PackagesView(state: self, theme: theme).draw(in: area, on: &canvas)
        case .workflows: WorkflowsView(state: self, theme: theme).draw(in: area, on: &canvas)
        case .requests: RequestsView(state: self, theme: theme).draw(in: area, on: &canvas)
        case .settings: SettingsView(state: self, theme: theme).draw(in: area, on: &canvas)
        }
    }

    private func draw(_ dialog: Console.Dialog, isTop: Bool, theme: Theme, on canvas: inout Canvas) {
        // Exactly one thing has the focus: what lies on top.
        if isTop {
            canvas.cursor = nil
            canvas.unmark(rows: 0..<(canvas.size.height - 1))
        }
        switch dialog {
        case .help(let help): HelpView(state: self, help: help, theme: theme).draw(on: &canvas)
        case .commandLine(let line): CommandLineView(state: self, line: line, theme: theme).draw(on: &canvas)
        case .event(let detail): EventDetailView(state: self, detail: detail, theme: theme).draw(on: &canvas)
        case .form(let form): FormView(state: self, form: form, theme: theme).draw(on: &canvas)
        case .review(let review): ReviewView(state: self, review: review, theme: theme).draw(on: &canvas)
        case .filters(let list): SavedFiltersView(state: self, list: list, theme: theme).draw(on: &canvas)
        }
    }

    private func drawNotice(theme: Theme, on canvas: inout Canvas) {
        guard let notice else { return }
        // Over a dialog it takes the place of the hints, not of the dialog's buttons.
        let row = dialogs.isEmpty ? canvas.bounds.cutBottom(2).bottom.cutTop(1).top : canvas.bounds.cutBottom(1).bottom
        let role: Role
        let glyph: DisplayText
        switch notice.kind {
        case .info: (role, glyph) = (.noticeInfo, "i")
        case .success: (role, glyph) = (.noticeSuccess, "✓")
        case .warning: (role, glyph) = (.noticeWarning, "!")
        case .error: (role, glyph) = (.noticeError, "✗")
        }
        canvas.fill(row, style: theme.style(role))
        canvas.write("\(glyph) \(notice.text)", in: row.inset(horizontal: 1), style: theme.style(role))
    }
}
