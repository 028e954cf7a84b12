// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

// What Swift cannot reach in ncurses by itself. Everything is `static inline` and stateless: a system module has no
// source file of its own, and a variable here would exist once in every object file.

#ifndef COUNTERSIGN_CNCURSES_SHIM_H
#define COUNTERSIGN_CNCURSES_SHIM_H

#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif

#include <curses.h>
#include <locale.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <wchar.h>

// Declared by wchar.h only under _XOPEN_SOURCE, which cannot be set for one module alone.
extern int wcwidth(wchar_t);

// `stdin` and `stdout` are global variables: Swift 6 refuses to read them. `newterm` and not `initscr`, because the
// latter ends the process when TERM is unknown.
static inline SCREEN *terminal_open(void) { return newterm(NULL, stdout, stdin); }

// `stdscr`, `curscr`, `COLORS` and `COLOR_PAIRS` are global variables as well.
static inline WINDOW *terminal_window(void) { return stdscr; }
static inline WINDOW *terminal_shown(void) { return curscr; }
static inline int terminal_colors(void) { return COLORS; }

// The attributes are macros with casts, which are not imported.
static inline attr_t terminal_bold(void) { return WA_BOLD; }
static inline attr_t terminal_dim(void) { return WA_DIM; }
static inline attr_t terminal_underline(void) { return WA_UNDERLINE; }
static inline attr_t terminal_reverse(void) { return WA_REVERSE; }

// Pairs above 32767 travel through the pointer that X/Open reserves; Swift cannot spell the untyped argument.
static inline int terminal_cell(cchar_t *cell, const wchar_t *text, attr_t attributes, int pair) {
    return setcchar(cell, text, attributes, (short)(pair & 0x7fff), &pair);
}

// A macro when NCURSES_OPAQUE is off, and not imported then.
static inline int terminal_write_row(int row, const cchar_t *cells, int count) {
    return mvwadd_wchnstr(stdscr, row, 0, cells, count);
}

// A background with a colour pair above 255 needs wbkgrndset; the macro forms use stdscr.
static inline int terminal_move(int row, int column) { return wmove(stdscr, row, column); }
static inline int terminal_clear(void) { return werase(stdscr); }
static inline int terminal_rewrite_row(int row) { return wredrawln(stdscr, row, 1); }

// `TRUE` and `FALSE` are casts, which are not imported.
static inline void terminal_prepare(void) {
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    scrollok(stdscr, FALSE);
    leaveok(stdscr, FALSE);
    // Otherwise doupdate() looks at the keyboard and stops drawing while somebody types.
    typeahead(-1);
    set_escdelay(25);
}
static inline void terminal_redraw_all(void) { clearok(curscr, TRUE); }

// setlocale() changes what other threads read without a lock (glibc manual, "Setting the Locale": MT-Unsafe), so it is
// called once, before there are any. LC_ALL = "" as the user has it; where that is not UTF-8 (an empty environment, a bare
// container), cells beyond ASCII could not be written, so the character type becomes C.UTF-8.
static inline void terminal_adopt_locale(void) {
    setlocale(LC_ALL, "");
    if (MB_CUR_MAX > 1) return;
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) setlocale(LC_CTYPE, "en_US.UTF-8");
}

static inline int terminal_has_locale(void) {
    return MB_CUR_MAX > 1;
}

// TIOCGWINSZ: ioctl is variadic.
static inline int terminal_size(int descriptor, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

// The variables of this process; `environ` is a global variable as well. Where there are several threads, a single store
// of a pointer is all that may be done to them: whoever looks through them meanwhile sees the old value or the new one.
extern char **environ;
static inline char *terminal_variable(int index) { return environ[index]; }
static inline void terminal_set_variable(int index, char *variable) {
    __atomic_store_n(&environ[index], variable, __ATOMIC_RELEASE);
}

// Last, since it defines some five hundred macros (`lines`, `columns`, `tab` …).
#include <term.h>

// The names of all predefined capabilities, in the order in which a compiled description has them; a null ends each.
static inline const char *terminal_flag_name(int index) { return boolnames[index]; }
static inline const char *terminal_number_name(int index) { return numnames[index]; }
static inline const char *terminal_string_name(int index) { return strnames[index]; }

// The names of the capabilities beyond the predefined ones (user_caps(5)) that the description in use has, those of flags
// first, then of numbers, then of strings; null past the last one of a kind. term.h shows the structure for reading.
#if NCURSES_XNAMES
static inline const char *terminal_extended_name(int from, int count, int index) {
    return cur_term != NULL && index < count ? cur_term->type.ext_Names[from + index] : NULL;
}
static inline const char *terminal_extended_flag_name(int index) {
    return terminal_extended_name(0, cur_term == NULL ? 0 : cur_term->type.ext_Booleans, index);
}
static inline const char *terminal_extended_number_name(int index) {
    if (cur_term == NULL) return NULL;
    return terminal_extended_name(cur_term->type.ext_Booleans, cur_term->type.ext_Numbers, index);
}
static inline const char *terminal_extended_string_name(int index) {
    if (cur_term == NULL) return NULL;
    int before = cur_term->type.ext_Booleans + cur_term->type.ext_Numbers;
    return terminal_extended_name(before, cur_term->type.ext_Strings, index);
}
#else
static inline const char *terminal_extended_flag_name(int index) { (void)index; return NULL; }
static inline const char *terminal_extended_number_name(int index) { (void)index; return NULL; }
static inline const char *terminal_extended_string_name(int index) { (void)index; return NULL; }
#endif

#endif
