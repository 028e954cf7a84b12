// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import CellCanvas
import Dispatch

/// The terminal of this process, through ncurses.
///
/// One serial queue owns ncurses, the keyboard and the signals; everything happens there, so nothing is locked and
/// nothing polls. Only one screen can be open at a time. `close()` gives the terminal back; a crash, `exit()` and a
/// stop by job control do so too.
public actor TerminalScreen: Screen {
    /// How a screen is opened.
    public struct Options: Sendable {
        /// Whether clicks and the wheel arrive as events; otherwise the terminal selects text as usual.
        public var capturesMouse: Bool
        /// The most bytes of one paste that are kept.
        public var pasteLimit: Int

        public init(capturesMouse: Bool = true, pasteLimit: Int = 1 << 20) {
            self.capturesMouse = capturesMouse
            self.pasteLimit = pasteLimit
        }
    }

    public nonisolated let events: AsyncStream<InputEvent>
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let executor = DispatchQueueExecutor(label: "countersign.terminal")
    let queue = EventQueue()
    let environment: [String: String]
    let options: Options
    var surface: CursesSurface?
    var parser: InputParser
    /// When anything was last read from the terminal.
    var lastRead = ContinuousClock.now
    var signals: SignalPipe?
    var stallWatch: StallWatch?
    var errors: DivertedErrors?
    var inputSource: (any DispatchSourceRead)?
    var signalSource: (any DispatchSourceRead)?
    var timer: (any DispatchSourceTimer)?
    /// Whether a canvas was shown; what is typed before that is dropped.
    var hasPresented = false
    var wasAskedToTerminate = false

    /// Takes the terminal over.
    ///
    /// Standard input and output must be a terminal. Until the first `present` nothing is written but what switches
    /// to the alternate screen.
    /// - Throws: `TerminalError` when there is no terminal that can show a screen; nothing was changed then.
    public static func open(_ options: Options = Options()) async throws(TerminalError) -> TerminalScreen {
        let screen = TerminalScreen(options: options, environment: Environment.current())
        try await screen.start()
        return screen
    }

    private init(options: Options, environment: [String: String]) {
        self.options = options
        self.environment = environment
        parser = InputParser(pasteLimit: options.pasteLimit)
        events = queue.stream()
    }

    public var size: Size { surface?.size ?? .zero }
    public var colorDepth: ColorDepth { surface?.depth ?? .monochrome }

    public func present(_ canvas: Canvas) {
        guard surface != nil else { return }
        surface?.present(canvas)
        if !hasPresented {
            discardInput()
            hasPresented = true
        }
    }

    public func discardInput() {
        readInput(keeping: false)
        parser.discard()
        queue.discardInput()
    }

    @discardableResult
    public func copy(_ text: String) -> Bool {
        guard surface != nil, let bytes = Clipboard.sequence(for: text, environment: environment) else { return false }
        TerminalOutput.write(bytes)
        return true
    }

    public func captureMouse(_ capture: Bool) {
        surface?.captureMouse(capture)
    }

    public func invalidate() {
        surface?.invalidate()
    }
}
