"""The program in the colours of a theme: Qt's palette, and the style sheet of its parts."""

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QApplication, QWidget

from gui.theme.colours import Theme, become

_SHEET = """
QMainWindow, QScrollArea, QDialog, #content {{ background: {window_ground}; }}
#panel {{ background: {panel_ground}; }}
QLabel[dim="true"] {{ color: {dim}; }}
QPushButton {{ background: {button_ground}; color: {text}; border: 2px solid {line};
    border-radius: 6px; padding: 0.3em 0.8em; }}
QPushButton:hover, QPushButton:focus {{ border-color: {left}; }}
QPushButton:pressed {{ background: {pressed_ground}; }}
QPushButton:disabled {{ color: {faint}; background: {panel_ground}; border-color: {body}; }}
QLineEdit {{ background: {field_ground}; border: 2px solid {line};
    border-radius: 4px; padding: 3px 6px; }}
QLineEdit:focus {{ border-color: {left}; }}
QLineEdit:disabled {{ background: {panel_ground}; }}
QLineEdit[wrong="true"] {{ border: 3px solid {lost}; }}
QToolTip {{ background: {panel_ground}; color: {text}; border: 1px solid {line}; padding: 4px; }}
#loud {{ background: {loud_ground}; color: {loud_text}; border-radius: 4px; }}
QListWidget {{ background: {field_ground}; color: {text}; border: 2px solid {line}; }}
QPushButton[chosen="true"] {{ background: {pressed_ground}; border-color: {left}; }}
QTableView {{ background: {panel_ground}; color: {text}; border: 2px solid {line}; }}
QTableView::item:selected {{ background: {pressed_ground}; color: {text}; }}
QHeaderView::section {{ background: {button_ground}; color: {text}; border: 0;
    border-right: 1px solid {line}; padding: 3px 6px; }}
QTabWidget::pane {{ background: {window_ground}; border: 0; border-top: 2px solid {line}; }}
QTabBar::tab {{ background: {panel_ground}; color: {dim}; border: 2px solid {line};
    border-bottom: 0; padding: 4px 10px; }}
QTabBar::tab:selected {{ background: {pressed_ground}; color: {text}; }}
QListWidget::item:selected {{ background: {pressed_ground}; color: {text}; }}
#step {{ border: 0; background: transparent; padding: 2px 6px; }}
#step[now="true"] {{ background: {pressed_ground}; border: 2px solid {left}; }}
#recording {{ background: {recording_ground}; color: {recording_text}; border-radius: 4px; }}
#unreal {{ background: {unreal_ground}; color: {unreal_text}; border: 3px solid {unreal_text};
    padding: 2px 14px; }}
#offer {{ background: {offer_ground}; border: 2px solid {left}; border-radius: 6px; }}
#banner {{ background: {banner_ground}; border: 3px solid {lost}; border-radius: 6px; }}
"""

RECOLOURED = (QEvent.PaletteChange, QEvent.StyleChange)  # the events each widget gets from `use`


def use(theme: Theme) -> None:
    """Applies a theme to the program from now on: Qt notifies each widget, which redraws itself."""
    become(theme)
    application = QApplication.instance()
    sheet = sheet_of(theme)
    if not isinstance(application, QApplication) or application.styleSheet() == sheet:
        return
    own = [(w, w.font()) for w in QApplication.allWidgets() if w.testAttribute(Qt.WA_SetFont)]
    QApplication.setStyle("Fusion")
    QApplication.setPalette(palette_of(theme))
    application.setStyleSheet(sheet)
    for widget, font in own:  # a new style removes their fonts
        widget.setFont(font)


def sheet_of(theme: Theme) -> str:
    """The style sheet of the program."""
    names = set(theme.__slots__) - {"name"}
    return _SHEET.format(**{name: getattr(theme, name).name() for name in names})


def palette_of(theme: Theme) -> QPalette:
    """Qt's own colours."""
    palette = QPalette(theme.panel_ground, theme.window_ground)
    for role in (QPalette.WindowText, QPalette.Text, QPalette.ButtonText, QPalette.ToolTipText):
        palette.setColor(role, theme.text)
    palette.setColor(QPalette.Base, theme.panel_ground)
    palette.setColor(QPalette.ToolTipBase, theme.panel_ground)
    palette.setColor(QPalette.PlaceholderText, theme.dim)
    palette.setColor(QPalette.Disabled, QPalette.Text, theme.dim)
    return palette


def make_panel(widget: QWidget) -> None:
    """Gives a part of the window the common background of all parts."""
    widget.setObjectName("panel")
    widget.setAttribute(Qt.WA_StyledBackground)
