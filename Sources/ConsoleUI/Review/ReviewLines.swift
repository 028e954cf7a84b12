// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// A request, or one that is about to be opened, in words: what exactly is signed, by whom, until when.
struct ReviewLines {
    let state: Console.State
    let theme: Theme
    let width: Int

    private static let labelWidth = 18
    private var dim: Style { theme.style(.textDim) }
    private var room: Int { max(8, width - 3) }

    func lines(of review: Review.State) -> [Line] {
        switch review.subject {
        case .opening(let draft, let workflow): return lines(of: draft, workflow)
        case .request(let request, _): return lines(of: request)
        case .loading: return [Line(Words.Review.loading, dim)]
        case .missing(let id, let problem):
            let text = problem.map { DisplayText("✗ \($0.message)") } ?? Words.Review.missingRequest(id)
            return text.wrapped(to: room).map { Line($0, dim) }
        }
    }

    func lines(of request: GovernanceRequest) -> [Line] {
        let badge = Badge(request.state)
        var lines: [Line] = []
        if let target = request.tenant ?? request.packageID {
            lines += field(Words.Review.target, target, isStrong: true)
        }
        lines += field(Words.Review.reason, request.reason)
        var standing = StyledText(Words.Review.state.padded(to: Self.labelWidth), dim)
        standing.append(badge.text, theme.style(badge.role))
        if request.state.isOpen {
            standing.append(
                "   \(Words.Requests.expires(request.expiresAt.deadlineText(now: state.now)))", theme.style(.text))
        }
        lines.append(Line(standing))
        lines += field(Words.Review.requested, "\(request.requesterName) (\(request.requester))", request.requestedAt)
        if let session = request.session { lines += self.session(session) }
        lines += signatures(request)
        if let coverage = request.coverage {
            lines += field(Words.Review.coverageLabel, Words.Review.coverage(DisplayText(coverage)))
        }
        lines += field(Words.Review.request, request.id)
        lines.append(Line())
        lines.append(Line(Words.Review.manifest, theme.style(.title).adding(.bold)))
        lines += field(Words.Review.manifestHash, request.manifestSHA256, isStrong: true)
        lines += code(request.manifest)
        return lines
    }

    private func lines(of draft: RequestDraft, _ workflow: Workflow) -> [Line] {
        var lines = [Line(Words.Review.draft, theme.style(.title).adding(.bold))]
        lines += field(Words.Review.workflow, workflow.title)
        for definition in workflow.fields where definition.kind != .reason {
            guard let value = draft.arguments[definition.name] else { continue }
            if case .string(let text) = value {
                lines += field(DisplayText(definition.label), text, isStrong: true)
            } else {
                lines += field(DisplayText(definition.label), value.compactText, isStrong: true)
            }
        }
        lines += field(Words.Review.reason, draft.reason)
        for slot in workflow.slots { lines += field(Words.Review.missing, Words.Workflows.slot(slot)) }
        if let coverage = state.sources.coverage {
            lines += field(Words.Review.coverageLabel, Words.Review.coverage("\(coverage.live)/\(coverage.total)"))
        }
        lines.append(Line())
        lines += Words.Review.draftEffect.wrapped(to: room).map { Line($0, dim) }
        return lines
    }

    private func signatures(_ request: GovernanceRequest) -> [Line] {
        var lines: [Line] = []
        if request.signatures.isEmpty { lines += field(Words.Review.signatures, Words.Review.nobody) }
        for signature in request.signatures {
            let isSame = signature.manifestSHA256 == request.manifestSHA256
            let mark: DisplayText = isSame ? "✓" : Words.Review.otherManifest
            lines += field(
                Words.Review.signatures,
                """
                \(mark) \(signature.signerName) (\(signature.signer)), \(signature.role.title), \
                \(signature.signedAt.zonedText)
                """)
        }
        if request.missingSlots.isEmpty {
            lines += field(Words.Review.missing, Words.Review.complete)
        }
        for slot in request.missingSlots { lines += field(Words.Review.missing, Words.Workflows.slot(slot)) }
        return lines
    }

    private func session(_ session: PrivilegedSession) -> [Line] {
        let text: DisplayText
        if session.isOpen {
            text = Words.Review.sessionOpen(Words.Requests.ends(session.expiresAt.deadlineText(now: state.now)))
        } else if let closed = session.closedAt {
            text = Words.Review.sessionClosed(by: session.closedBy, closed)
        } else {
            text = Words.Review.sessionEnded(session.expiresAt)
        }
        return field(Words.Review.session, text)
    }

    // MARK: Rows

    private func field(_ label: DisplayText, _ value: String, isStrong: Bool = false) -> [Line] {
        let style = theme.style(isStrong ? .textStrong : .text)
        var lines = rows(label, DisplayText.lines(of: value), style: style)
        if !mixedScripts(of: value).isEmpty {
            lines.append(Line(Words.Event.mixedScripts, theme.style(.textSuspicious)))
        }
        return lines
    }

    private func field(_ label: DisplayText, _ value: String, _ moment: Timestamp) -> [Line] {
        field(label, "\(value), \(moment.zonedText)" as DisplayText)
    }

    private func field(_ label: DisplayText, _ value: DisplayText) -> [Line] {
        rows(label, [value], style: theme.style(.text))
    }

    private func rows(_ label: DisplayText, _ values: [DisplayText], style: Style) -> [Line] {
        DisplayText.wrapped(values, to: max(8, room - Self.labelWidth)).enumerated().map { index, part in
            var text = StyledText((index == 0 ? label : "").padded(to: Self.labelWidth), dim)
            text.append(part.styled(style, escapes: theme.style(.textEscaped)))
            return Line(text)
        }
    }

    /// The manifest cut into rows of equal length, with nothing added and nothing left out.
    private func code(_ manifest: String) -> [Line] {
        var lines: [Line] = []
        for paragraph in DisplayText.lines(of: manifest) {
            var rest = paragraph
            repeat {
                var part = rest.prefix(room)
                if part.isEmpty { part = rest }
                lines.append(Line(part.styled(theme.style(.textCode), escapes: theme.style(.textEscaped))))
                rest = rest.dropping(part.width)
            } while !rest.isEmpty
        }
        return lines
    }
}
