/// The page's style sheet.
///
/// Colours are variables, which the charts read too.
let pageStyle = """
    :root {
      --surface: #f5f6f8; --card: #ffffff; --line: #dfe3e9; --text: #171c26; --muted: #5b6575;
      --accent: #2f6fd6; --notice: #fff6dd;
      --c1: #2f6fd6; --c2: #e07b1f; --c3: #1c9a83; --c4: #b0459a; --c5: #7a9a1c; --c6: #cf4257;
      --c7: #6d5bd0; --c8: #7b8796;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --surface: #12151b; --card: #1a1f28; --line: #2d3542; --text: #e8ebf0; --muted: #9aa5b5;
        --accent: #6ea2f5; --notice: #39300f;
        --c1: #6ea2f5; --c2: #f0a050; --c3: #45c4ab; --c4: #d77fc4; --c5: #a8c64f; --c6: #f07a8a;
        --c7: #a495f2; --c8: #98a3b3;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--surface); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
    }
    header, main { max-width: 1180px; margin: 0 auto; padding: 0 20px; }
    header { padding-top: 36px; padding-bottom: 8px; }
    .eyebrow { margin: 0; color: var(--accent); font-weight: 600; font-size: 13px; }
    h1 { margin: 2px 0 4px; font-size: 28px; line-height: 1.2; overflow-wrap: anywhere; }
    .subtitle { margin: 0; color: var(--muted); overflow-wrap: anywhere; }
    h2 { margin: 0 0 2px; font-size: 17px; }
    .explanation { margin: 0 0 10px; color: var(--muted); font-size: 14px; max-width: 100ch; }
    section { margin: 16px 0; padding: 18px 20px; background: var(--card);
      border: 1px solid var(--line); border-radius: 10px; }
    .figures { display: grid; gap: 12px; padding: 0; border: 0; background: none;
      grid-template-columns: repeat(4, minmax(0, 1fr)); }
    .figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
      padding: 14px 16px; min-width: 0; }
    .figure .name { color: var(--muted); font-size: 13px; }
    .figure .value { font-size: 24px; font-weight: 650; line-height: 1.3;
      font-variant-numeric: tabular-nums; }
    .figure .note { color: var(--muted); font-size: 13px; overflow-wrap: anywhere; }
    .chart { height: 300px; }
    #chart-utilisation { height: 350px; }
    .notice { background: var(--notice); border: 1px solid var(--line); border-radius: 10px;
      padding: 12px 16px; }
    code { font: 0.92em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: 14px; margin-top: 6px; }
    th, td { text-align: left; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line);
      vertical-align: top; }
    tbody tr:last-child td { border-bottom: 0; }
    th { color: var(--muted); font-weight: 600; font-size: 13px; white-space: nowrap; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    td.number + td:not(.number), th.number + th:not(.number) { padding-left: 14px; }
    .number:first-child { width: 1%; }
    td:last-child:not(.number) { min-width: 24ch; }
    th:last-child, td:last-child { padding-right: 0; }
    dl { margin: 8px 0 0; display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px;
      font-size: 14px; }
    dt { font-weight: 600; }
    dd { margin: 0; color: var(--muted); }
    @media (min-width: 861px) {
      .figures:has(.figure:nth-child(9)) { grid-template-columns: repeat(3, minmax(0, 1fr)); }
    }
    @media (max-width: 860px) {
      .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
      .figure:last-child:nth-child(odd) { grid-column: span 2; }
    }
    @media (max-width: 520px) {
      header, main { padding-left: 12px; padding-right: 12px; }
      h1 { font-size: 22px; }
      section { padding: 14px; }
      th { white-space: normal; vertical-align: bottom; }
      .figures { gap: 8px; padding: 0; }
      .figure { padding: 10px 12px; }
      .figure .value { font-size: 19px; }
      dl { grid-template-columns: 1fr; }
      dd { margin-bottom: 8px; }
    }
    @media print { .chart, section, .figure { break-inside: avoid; } }
    """
