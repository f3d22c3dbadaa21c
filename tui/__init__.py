"""The terminal program: Textual only — no SQL, no solver, no pandas. It calls the slices and draws.

    app.py       CuadranteApp: modes, keys, palette, language, theme, the open workspace and the week in hand
    registry.py  the screens as data: name, key, title, where each is
    frame/       what every screen stands in: base, bars, modals, tables, forms, runs in the background, themes
    widgets/     charts, heatmap, sliders; roster/ the grid, its lines and hand edits
    screens/     a folder for each object of the shop
    steps.py     the steps of the weekly plan; text.py small translated phrases
    app.tcss     the style sheet of the frame; each screen has its own beside it (`CSS_PATH`)

Invariants: nothing heavy is imported before the first paint (a test guards it); services are called from background
runs, except `rosters.edit_effect`, which answers within 50 ms; handlers own the state of a screen.

How to add a screen
-------------------
1. Write `tui/screens/<object>/<name>.py` with a class that extends `tui.frame.base.PlannerScreen`:

       class SurveysScreen(PlannerScreen):
           title_text = "Surveys"                      # English; Spanish stands in es.py of its slice
           help_text = "What this screen is for, in two or three sentences. F1 shows it."
           BINDINGS = [Binding("n", "new_survey", "New survey")]   # shown in the key bar, F1 and the palette

           def body(self) -> ComposeResult: ...        # the widgets between navigation and key bar
           def load(self, ws: Workspace, monday: date) -> object: ...   # in a thread: call services, return frozen data
           def show(self, data: Any) -> None: ...       # in the interface: put the data into widgets

   `load` runs when the screen is first shown, when the week or the language changes and after `self.planner.changed()`
   (call it after every write). `self.empty(text, hint)` puts a sentence and the next key in place of the body where
   there is nothing to show yet; `self.filled()` brings the body back.
2. Add one line to `REGISTRY` in `tui/registry.py` (name, number key, title, "module:Class"). The class is
   imported when the screen is first opened.
3. Long work: `self.begin("solve", work)` runs `work(report)` in a thread (`tui/frame/messages.py`):
   `report(share, text, data)` tells progress, `report.stop` is the event to look at, `report.stopped()` the question.
   The frame draws a progress line with the stop key. The result arrives in `run_done(run, result)`, progress in
   `run_progress(message)` (call super), an error as a modal without further ado. Runs of kind "load…" are silent.
4. Ask inside a method decorated with `@work`: `await self.planner.confirm(...)`, `.form(...)`, `.choose(...)`; tell
   success with `self.planner.toast(...)`, failure with `self.planner.fail(error)`.
5. Widgets give F1 their own words by a `help_text` attribute or an `explain()` method (what is under the cursor).
6. Add the Spanish of every text to the `es` of its slice or to `tui/es` (a test finds what is missing) and a snapshot
   to `tests/tui/`.
"""
