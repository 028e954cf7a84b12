// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses

/// The locale that the C library and ncurses go by.
public enum ProcessLocale {
    /// Takes the locale of the environment, or a UTF-8 one where that cannot show the console's characters.
    ///
    /// Belongs first in `main`: the C library's locale must not change once there are other threads. A process that
    /// never called this can open no screen.
    public static func adopt() {
        terminal_adopt_locale()
    }
}
