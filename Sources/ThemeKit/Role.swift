// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What a piece of the screen means; a theme says how each meaning looks.
///
/// Raw values are the keys of theme files.
public enum Role: String, Sendable, Hashable, CaseIterable {
    // Ground and text
    /// The screen's ground and plain text; give it to the canvas.
    case surface
    case text
    /// Evidence beside an answer: metadata, ages, column heads.
    case textDim = "text.dim"
    /// What stands out without being a title: names, numbers that answer a question.
    case textStrong = "text.strong"
    /// Ids, hashes, commands.
    case textCode = "text.code"
    /// `<U+202E>` and whatever else the sanitiser had to show.
    case textEscaped = "text.escaped"
    /// The mark beside a name that mixes scripts.
    case textSuspicious = "text.suspicious"
    case title
    case accent
    /// Hairlines.
    case hairline

    // Header, tabs, footer
    case header
    case headerDim = "header.dim"
    case tab
    case tabActive = "tab.active"
    /// A count on a tab.
    case tabBadge = "tab.badge"
    case footer
    /// A key's name in the footer, help and forms.
    case keyName = "key.name"
    /// What cannot be done, with its reason.
    case disabled

    // Focus
    /// The bar at the left edge of what has the focus.
    case focusBar = "focus.bar"
    /// The row on which the focus is.
    case selection
    /// The selected row of a list that has not the focus.
    case selectionInactive = "selection.inactive"
    /// A marked row.
    case mark
    /// A search hit.
    case match
    /// What arrived since the person last looked.
    case fresh

    // Severity
    case severityLow = "severity.low"
    case severityMedium = "severity.medium"
    case severityHigh = "severity.high"
    case severityCritical = "severity.critical"

    // State of a source
    case stateLive = "state.live"
    case stateDegraded = "state.degraded"
    case stateOffline = "state.offline"
    case stateUnknown = "state.unknown"
    /// Data that is older than it should be.
    case stateStale = "state.stale"

    // Outcome of an action
    case outcomeSucceeded = "outcome.succeeded"
    case outcomeDenied = "outcome.denied"
    case outcomeFailed = "outcome.failed"
    case outcomeAttempted = "outcome.attempted"

    // A request
    case requestOpen = "request.open"
    case requestWaiting = "request.waiting"
    case requestAuthorized = "request.authorized"
    case requestExecuted = "request.executed"
    case requestClosed = "request.closed"

    // Banners, whole rows
    case bannerReadOnly = "banner.readonly"
    /// Governed actions are possible.
    case bannerGoverned = "banner.governed"
    case bannerProduction = "banner.production"
    case bannerFallback = "banner.fallback"
    /// A break-glass session is open.
    case bannerBreakGlass = "banner.breakglass"

    // Small labels
    case chip
    case chipWarning = "chip.warning"
    case chipDanger = "chip.danger"
    /// `reported by ORIGIN`: a claim that PostgreSQL did not see itself.
    case chipReported = "chip.reported"

    // Notices
    case noticeInfo = "notice.info"
    case noticeSuccess = "notice.success"
    case noticeWarning = "notice.warning"
    case noticeError = "notice.error"

    // Forms and dialogs
    case dialog
    case dialogTitle = "dialog.title"
    case dialogHairline = "dialog.hairline"
    case fieldLabel = "field.label"
    case field
    case fieldFocused = "field.focused"
    case fieldPlaceholder = "field.placeholder"
    case fieldError = "field.error"
    case button
    case buttonFocused = "button.focused"
    case buttonDisabled = "button.disabled"
    /// The ground and text of a form that does something dangerous.
    case danger
    case dangerTitle = "danger.title"
    case dangerButton = "danger.button"
    case dangerButtonFocused = "danger.button.focused"

    // Changes and charts
    case changeOld = "change.old"
    case changeNew = "change.new"
    case spark
    case sparkHigh = "spark.high"
}
