"""What Streamlit's theme cannot say: the dense layout of the first view."""

from __future__ import annotations

from sdlib.app.options import BLUE, GREY, INK

GOOD = "#0b6b45"
BAD = "#a3271f"
LINE = "#d5dae1"

_HIDDEN = (
    "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);"
    " white-space: nowrap;"
)
"""For labels that only a screen reader needs."""

CSS = f"""<style>
[data-testid="stHeader"], [data-testid="stStatusWidget"] {{ display: none; }}
[data-testid="stMainBlockContainer"] {{ padding: 6px 20px 32px; max-width: 1900px; }}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {{ gap: 8px; }}
/* Results that are being computed stay readable: no fading, no jumping. */
[data-stale="true"] {{ opacity: 1 !important; transition: none !important; }}

.st-key-top {{ border-bottom: 1px solid {LINE}; padding-bottom: 6px; }}
.sd-hidden {{ {_HIDDEN} }}
.st-key-top [data-testid="stElementContainer"]:has(> .stHtml .sd-hidden) {{ display: contents; }}
/* The box that chooses the model is the page's title. */
.st-key-top .stSelectbox [role="group"] {{
  border-color: transparent; background: transparent; min-height: 32px; height: 32px; }}
.st-key-top .stSelectbox [role="group"]:hover, .st-key-top .stSelectbox [role="group"]:focus-within
  {{ border-color: {LINE}; }}
.st-key-top .stSelectbox input {{ font-size: 19px; font-weight: 600; padding-left: 0;
  text-overflow: ellipsis; cursor: pointer; }}
.st-key-top h1 {{ font-size: 20px; line-height: 32px; padding: 0; white-space: nowrap; }}
.st-key-top [data-testid="stMarkdownContainer"] {{ margin: 0; }}
.st-key-top > div {{ flex-shrink: 0; }}
.st-key-top button {{ min-height: 32px; height: 32px; }}
.st-key-undo button, .st-key-redo button {{ width: 34px; padding: 0; }}
.st-key-undo button p, .st-key-redo button p {{ {_HIDDEN} }}

.st-key-file-notice {{ flex-wrap: nowrap; }}
.st-key-file-notice [data-testid="stAlertContainer"] {{ padding: 8px 12px; }}
.st-key-file-notice [data-testid="stMarkdownContainer"] {{ margin-bottom: 0; }}
.st-key-file-notice [data-testid="stMarkdownContainer"] > :last-child {{ margin-bottom: 0; }}
.st-key-file-notice li, .st-key-file-notice p {{ font-size: 14px; line-height: 20px; }}

/* The box would name a size of its own; how large a file may be is said below it. */
[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}

/* What was said of the file before, and the box, go at once where another file is read. */
body:has(.st-key-busy-file [data-testid="stSpinner"])
  :is(.st-key-file-notice, [data-testid="stPopoverBody"]) {{ display: none; }}

.st-key-left {{ gap: 8px; }}
.st-key-start {{ flex-wrap: nowrap; }}
.st-key-start > div:first-child {{ flex: none; width: auto; }}
.sd-label {{ font-size: 14px; white-space: nowrap; }}
.st-key-rows .stHorizontalBlock {{
  flex-wrap: nowrap; height: 33px; border-bottom: 1px solid #eceff3; gap: 6px; }}
.st-key-rows .stElementContainer:has(.stButton) {{ min-width: 0; }}
.st-key-rows button[kind], .st-key-rows button[role="radio"] {{ min-height: 27px; height: 27px; }}
.st-key-rows button[role="radio"] {{ padding: 0 8px; }}
.st-key-rows button p {{ font-size: 13.5px; white-space: nowrap; }}
.st-key-rows .stButton button[kind] {{ justify-content: flex-start; padding: 0; width: 100%; }}
.st-key-rows .stButton button[kind] > div {{ justify-content: flex-start; }}
.st-key-rows .stButton button[kind] span {{ justify-content: flex-start; gap: 2px; }}
/* Off is the quiet state: only policies that act shall catch the eye. */
.st-key-rows button[role="radio"]:first-child[aria-checked="true"] {{
  background: #e9ecf0; border-color: #c3c9d2; color: {INK}; }}
.st-key-moved .stButton button[kind] {{
  min-height: 27px; height: 27px; padding: 0; width: 100%; justify-content: flex-start; }}
.st-key-moved .stButton button[kind] > div,
.st-key-moved .stButton button[kind] span {{ justify-content: flex-start; gap: 2px; }}
.st-key-moved button p {{ font-size: 13.5px; white-space: nowrap; }}
/* Of many levers some are shown; their list keeps its height, so that nothing below it jumps. */
.st-key-find {{ flex-wrap: nowrap; }}
.st-key-find > div:first-child {{ flex: none; width: auto; }}
.st-key-find button[role="radio"] {{ min-height: 32px; height: 32px; padding: 0 8px; }}
.st-key-find input {{ padding: 3px 4px; font-size: 13.5px; }}
.st-key-left:has(.st-key-find) .st-key-rows {{
  min-height: 248px; max-height: 248px; overflow-y: auto; flex-wrap: nowrap; }}
.st-key-left:has(.st-key-find) .st-key-panel {{
  min-height: clamp(270px, 100vh - 530px, 440px); max-height: clamp(270px, 100vh - 530px, 440px); }}
.st-key-left:has(.st-key-find) .st-key-rows > * {{ flex: none; }}
.st-key-rows > .stElementContainer:has(> .stButton) {{
  height: 30px; border-bottom: 1px solid #eceff3; padding-top: 1px; }}
.st-key-panel button[role="radio"] {{ min-height: 27px; height: 27px; }}
.sd-about :is(dt, dd, li, p) {{ font-size: 13.5px; line-height: 19px; margin-left: 0; }}
.sd-about p.sd-part {{ font-weight: 600; margin: 8px 0 2px; }}
.sd-about dl {{ margin: 0; padding: 0; }}
.sd-about dt {{ font-weight: 600; margin-top: 4px; }}
.sd-about dd {{ margin: 0 !important; padding: 0; }}
.sd-about ul {{ margin: 0; padding-left: 17px; }}
.sd-about li {{ margin: 2px 0; padding: 0; }}
.sd-about p {{ margin: 4px 0; }}
.sd-source {{ color: {GREY}; }}
.sd-sure {{ color: {GOOD}; white-space: nowrap; }}
.sd-unsure {{ color: #8a4b00; }}
/* Neither takes a place: what comes and goes may not move the rest. */
[data-testid="stLayoutWrapper"]:has(> .st-key-silent) {{ display: none; }}
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-busy"]) {{
  position: fixed; left: 50%; top: 8px; width: auto; height: auto; z-index: 50; }}
[class*="st-key-busy"] [data-testid="stSpinner"] {{
  background: {INK}; color: #fff; border-radius: 6px; padding: 3px 12px; font-size: 14px; }}
[class*="st-key-busy"] [data-testid="stSpinner"] * {{ color: #fff; }}
[class*="st-key-busy"] [data-testid="stSpinnerIcon"] {{ display: none; }}
.st-key-notice {{ flex-wrap: nowrap; }}
.st-key-notice [data-testid="stAlertContainer"] {{ padding: 8px 12px; }}
.st-key-notice p, .st-key-notice li {{ font-size: 14px; line-height: 20px; margin: 0; }}
.st-key-reset-policies button, .st-key-reset-assumptions button {{ min-height: 28px; padding: 0; }}
.st-key-panel {{
  background: #f5f7fa; border-radius: 6px; padding: 8px 14px;
  min-height: 300px; max-height: 300px; overflow-y: auto; }}
.st-key-panel p, .st-key-panel li, .st-key-assumptions p {{ font-size: 13.5px; }}
.st-key-panel ul {{ margin: 4px 0 0; padding-left: 17px; }}
.st-key-panel li {{ margin: 2px 0; padding: 0; }}
.st-key-assumptions {{ min-height: 540px; max-height: 540px; overflow-y: auto; padding: 4px 14px; }}

.st-key-line {{ flex-wrap: nowrap; min-height: 54px; }}
/* One above the other: side by side they would take the room of two policies. */
.st-key-line-end {{ flex: none; width: 136px; height: 56px; justify-content: space-between; }}
.st-key-line-end label {{ min-height: 0; }}
.st-key-line-end .stSelectbox [role="group"] {{ min-height: 30px; height: 30px; }}
.sd-line {{ max-height: 54px; overflow-y: auto; margin: 0; font-size: 14.5px; line-height: 24px; }}
.sd-lead {{ float: left; margin-right: 8px; font-weight: 600; }}
.sd-line .sd-chips {{ margin: 0; padding: 0; list-style: none; display: inline; }}
.sd-line .sd-chips li.sd-chip {{
  display: inline-block; margin: 0 6px 3px 0; padding: 0 8px; border-radius: 11px;
  font-size: 13px; line-height: 21px; white-space: nowrap; }}
.sd-lever {{ background: #e3ecfa; color: #143f82; }}
.sd-assumption {{ background: #fdf0dc; color: #6e4300; }}

.sd-cards {{ display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 12px; }}
.sd-card {{ border: 1px solid {LINE}; border-radius: 6px; padding: 6px 12px 7px; }}
.sd-name {{ font-size: 13.5px; color: {INK}; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }}
/* A unit that has no room beside its number stands below it, and never runs over. */
.sd-value {{ font-size: 25px; line-height: 32px; font-weight: 600;
  font-variant-numeric: tabular-nums; }}
.sd-unit {{ font-size: 12.5px; line-height: 18px; font-weight: 400; color: {GREY};
  display: inline-block; max-width: 100%; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; vertical-align: baseline; }}
.sd-change {{ font-size: 13.5px; white-space: nowrap; }}
/* What is said of sampled worlds keeps its place while they are run. */
.sd-worlds {{ font-size: 13px; line-height: 18px; min-height: 58px; margin-top: 3px;
  border-top: 1px dotted {LINE}; padding-top: 3px; }}
.sd-band {{ margin-top: 2px; }}
.sd-band .sd-legend span {{ height: 12px; vertical-align: -1px; }}
.sd-good {{ color: {GOOD}; font-weight: 600; }}
.sd-bad {{ color: {BAD}; font-weight: 600; }}
.sd-open {{ color: {BLUE}; font-weight: 600; }}
.sd-same, .sd-was {{ color: {GREY}; }}
.sd-scroll {{ overflow: auto; }}
.sd-table {{ border-collapse: collapse; font-size: 13.5px; line-height: 19px; width: 100%; }}
.sd-table caption {{ {_HIDDEN} }}
.sd-table th, .sd-table td {{
  border-bottom: 1px solid #e3e7ec; padding: 4px 10px 4px 0; text-align: left;
  vertical-align: top; font-weight: 400; overflow-wrap: break-word; }}
.sd-table td {{ max-width: 520px; }}
.sd-table thead th {{ position: sticky; top: 0; background: #fff; font-weight: 600; }}
.sd-table tbody th {{ min-width: 110px; }}
.sd-numbers {{ font-variant-numeric: tabular-nums; width: auto; }}
.sd-numbers th, .sd-numbers td {{ text-align: right; padding: 2px 10px; max-width: 150px; }}
.sd-named th:first-child {{ text-align: left; max-width: 330px; padding-left: 0; }}
ul.sd-legend {{ list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0;
  padding: 0 !important; font-size: 13.5px; }}
ul.sd-legend li {{ margin: 0; padding: 0; }}
.sd-legend span {{ display: inline-block; width: 18px; height: 10px; margin-right: 6px; }}
.sd-legend .sd-dot {{ width: 10px; border: 1.5px solid {INK}; border-radius: 50%; }}
.sd-legend .sd-dash, .sd-legend .sd-solid {{ height: 0; vertical-align: middle;
  border-top: 2.5px solid; }}
.sd-legend .sd-dash {{ border-top-style: dashed; width: 22px; }}
.sd-map-legend {{ font-size: 13.5px; }}
.sd-map-legend .sd-legend span {{ border: 1px solid #9aa3af; height: 13px; vertical-align: -2px; }}
.st-key-map-table :is(th, td):nth-child(2) {{ text-align: left; }}
.st-key-map-bar {{ flex-wrap: nowrap; }}
.st-key-map-bar .stSlider {{ min-width: 160px; }}
/* Old reasons stay until new ones are there, but are seen to be old. */
.st-key-why {{ min-height: 210px; }}
.st-key-why [data-stale="true"] {{ opacity: 0.45 !important; }}
.sd-why {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr));
  gap: 4px 36px; }}
.st-key-why .st-key-why-bar h2 {{ padding: 0; }}
.st-key-why-bar [data-testid="stMarkdownContainer"] {{ margin: 0; }}
.sd-why h3 {{ font-size: 15px; font-weight: 600; margin: 0 0 2px; padding: 0; }}
.sd-why .sd-scroll {{ margin-bottom: 10px; }}
.sd-why p {{ font-size: 14.5px; line-height: 22px; margin: 0 0 6px; }}
.sd-why p.sd-note {{ font-size: 13px; line-height: 19px; }}
.sd-bars td {{ font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }}
.sd-bars thead th:last-child {{ text-align: right; }}
.sd-bars thead th:nth-child(2) {{ padding-left: 24px; }}
.sd-bars td:nth-child(3) {{ width: 40%; padding-right: 14px; }}
.sd-bar {{ position: relative; height: 15px; background: #f2f4f7; }}
.sd-bar span {{ position: absolute; top: 0; bottom: 0; }}
.sd-plus {{ background: {BLUE}; }}
.sd-minus {{ background: #b04a00; }}
.sd-sum th, .sd-sum td {{ font-weight: 600; }}
.sd-note {{ font-size: 13.5px; color: {GREY}; margin: 0; }}
/* A diagram keeps its size, so that its names can be read; its box scrolls, not the page. */
.sd-drawing {{ overflow-x: auto; border: 1px solid {LINE}; border-radius: 6px; padding: 8px;
  margin: 0 0 6px; background: #fff; }}
.sd-drawing img {{ display: block; height: auto; margin: 0 auto; max-width: none; }}
.sd-prose {{ font-size: 14.5px; line-height: 22px; overflow-x: auto; }}
.sd-prose table {{ border-collapse: collapse; font-size: 13.5px; }}
.sd-prose th, .sd-prose td {{ border-bottom: 1px solid #e3e7ec; padding: 3px 10px 3px 0;
  text-align: left; vertical-align: top; }}
@media (max-width: 640px) {{
  .sd-cards {{ grid-template-columns: repeat(2, minmax(0, 1fr)); }}
  .st-key-top [class*="st-key-model-file"] button p {{ {_HIDDEN} }}
}}
.st-key-reading {{ max-width: 1120px; margin: 0 auto; }}
.st-key-reading h2 {{ font-size: 20px; padding: 12px 0 0; }}
.st-key-reading h3 {{ font-size: 16.5px; padding: 0; }}
.stMain h2 {{ font-size: 17px; padding: 8px 0 6px; }}
.sd-take {{ font-size: 14px; line-height: 20px; min-height: 40px; margin: 0; }}
</style>"""
