// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// How much was recorded when, over the rows of the timeline; the newest at the right.
struct ActivityView {
    let state: Console.State
    let theme: Theme

    private var activity: Activity.State { state.timeline.activity }
    private var dim: Style { theme.style(.textDim) }
    private static let eighths: [DisplayText] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// Title, bars, alarms, the reader's place; fewer bars where there is little room.
    static func height(room: Int) -> Int { room >= 22 ? 7 : 4 }

    func draw(in rect: Rect, on canvas: inout Canvas) {
        let (title, below) = rect.cutTop(1)
        let (bars, foot) = below.cutBottom(2)
        let (alarms, axis) = foot.cutTop(1)
        let columns = { (row: Rect) in row.inset(left: 1, right: 1) }
        let buckets = activity.buckets(state.timeline.filter)
        drawTitle(buckets, in: title, on: &canvas)
        let most = buckets.map(\.events).max() ?? 0
        let reader = reader
        for (index, bucket) in buckets.enumerated() where index < columns(bars).width {
            let x = columns(bars).minX + index
            drawBar(bucket, most: most, isReader: index == reader, x: x, in: bars, on: &canvas)
            if let alarm = bucket.alarm {
                let badge = Badge(alarm)
                canvas.write(badge.glyph, at: Point(x: x, y: alarms.y), style: theme.style(badge.role), in: alarms)
            }
        }
        drawAxis(reader, in: columns(axis), on: &canvas)
    }

    private var reader: Int? {
        guard let moment = state.timeline.selected?.recordedAt else { return nil }
        return activity.range?.index(of: moment)
    }

    private func drawTitle(_ buckets: [Activity.Bucket], in row: Rect, on canvas: inout Canvas) {
        var text = StyledText(Words.Activity.title(activity.unit), theme.style(.title).adding(.bold))
        let total = buckets.reduce(0) { $0 + $1.events }
        if let problem = activity.counts.problem {
            text.append("   ✗ \(problem.message)", theme.style(.noticeError))
        } else if activity.counts.value == nil {
            text.append("   \(Words.Activity.loading)", dim)
        } else {
            let most = buckets.map(\.events).max() ?? 0
            text.append("   \(Words.Activity.shown(total, most: most, activity.unit))", dim)
        }
        if !state.timeline.filter.isAnsweredByActivity {
            text.append("   \(Words.Activity.unfiltered)", theme.style(.noticeWarning))
        }
        let keys = StyledText(Words.Activity.keys, dim)
        let fits = text.width + keys.width + 4 <= row.width
        canvas.draw([Line(text, trailing: fits ? keys : StyledText())], in: row, theme: theme)
    }

    /// A bar in eighths of rows; the least that there is shows too.
    private func drawBar(
        _ bucket: Activity.Bucket, most: Int64, isReader: Bool, x: Int, in rect: Rect, on canvas: inout Canvas
    ) {
        let style = theme.style(bucket.alarm == nil ? .spark : .sparkHigh)
        guard bucket.events > 0, most > 0 else {
            if isReader { canvas.write("·", at: Point(x: x, y: rect.maxY - 1), style: dim, in: rect) }
            return
        }
        let steps = Int64(rect.height * 8)
        var left = Int(max(1, (bucket.events * steps + most - 1) / most))
        var y = rect.maxY - 1
        while left > 0, y >= rect.minY {
            let part = min(left, 8)
            let bar = state.conventions.isPlain ? DisplayText(part) : Self.eighths[part - 1]
            canvas.write(bar, at: Point(x: x, y: y), style: style, in: rect)
            left -= 8
            y -= 1
        }
    }

    /// When the columns begin and end, and where among them the reader is.
    private func drawAxis(_ reader: Int?, in row: Rect, on canvas: inout Canvas) {
        canvas.horizontalHairline(y: row.minY, columns: row.columns, style: theme.style(.hairline))
        guard let range = activity.range else { return }
        let first = Words.Activity.bucket(range.start, range.unit)
        let last = Words.Activity.bucket(range.unit.start(of: range.end, movedBy: -1), range.unit)
        var (left, right) = (row.minX, row.maxX)
        let x = reader.map { row.minX + $0 }
        // The reader's mark and the words at the ends make room for one another.
        if let x, x <= left + first.width { left = x + 2 }
        if let x, x >= right - last.width - 1, x >= left + first.width + last.width { right = x - 1 }
        canvas.write("\(first) ", at: Point(x: left, y: row.y), style: dim, in: row)
        canvas.write(" \(last)", at: Point(x: right - last.width - 1, y: row.y), style: dim, in: row)
        guard let reader, let x, let moment = state.timeline.selected?.recordedAt else { return }
        let label = Words.Activity.bucket(moment, range.unit)
        let start = reader + label.width + 3 < row.width ? x : x - label.width - 1
        if start > row.minX + first.width + 1, start + label.width + 2 < row.maxX - last.width {
            let text: DisplayText = start == x ? "▲ \(label) " : "\(label) ▲"
            canvas.write(text, at: Point(x: start, y: row.y), style: theme.style(.accent), in: row)
        } else {
            canvas.write("▲", at: Point(x: x, y: row.y), style: theme.style(.accent), in: row)
        }
    }
}
