extension ReviewHTML {
    /// The style sheet; colour is never the only sign.
    static let style = """
        * { box-sizing: border-box; }
        body { font: 15px/1.55 "Noto Sans JP", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", sans-serif; margin: 0 auto;
          padding: 1.2rem; max-width: 76rem; color: #1b1b1b; background: #fff; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.2rem; border-bottom: 2px solid #444; margin: 1.8rem 0 .8rem; }
        h3 { font-size: 1rem; font-weight: normal; margin: 0; } h6 { font-size: 1rem; margin: 0 0 .3rem; }
        p { margin: .3rem 0; }
        code, kbd { font: .92em/1.5 "Noto Sans Mono CJK JP", ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
        kbd { border: 1px solid #888; border-radius: 3px; padding: 0 .3em; }
        small, .place { color: #555; }
        .verdict { font-size: 1.15rem; font-weight: bold; padding: .5rem .8rem; border-left: .5rem solid #888; background: #f4f4f4; }
        .verdict.high { border-color: #b3261e; background: #fdecea; } .verdict.medium { border-color: #9a6700; background: #fff6df; }
        .verdict.none { border-color: #1a7f37; background: #e9f7ee; }
        table { border-collapse: collapse; } td { padding: .25rem .8rem .25rem 0; vertical-align: top; }
        .contents td { border-bottom: 1px solid #ddd; } .number { text-align: right; } td:nth-child(3) { white-space: nowrap; }
        a { color: inherit; }
        .tag { display: inline-block; font-weight: bold; border: 1px solid #888; border-radius: 3px; padding: 0 .45em; margin: 1px 0; }
        del, ins { text-decoration: none; border-radius: 2px; font-weight: bold; } del { background: #f7c6c1; } ins { background: #b7e8c5; }
        code.context { color: #555; } .old > code.context::before, .new > code.context::before { content: "  "; }
        code em { color: #666; } code i { font-style: normal; color: #555; }
        .tag.high { background: #b3261e; border-color: #b3261e; color: #fff; } .tag.medium { background: #ffd97a; border-color: #9a6700; }
        .tag.none { background: #d7f0df; border-color: #1a7f37; }
        ul { margin: .3rem 0; padding-left: 1.4rem; } li.alarming { font-weight: bold; color: #8c1d18; }
        li.alarming::marker { content: "! "; }
        .finding { border: 1px solid #bbb; border-radius: 5px; padding: .6rem .8rem; margin: .7rem 0; break-inside: avoid; }
        .line { border-top: 1px dotted #bbb; padding-top: .3rem; margin-top: .4rem; }
        .sides { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; }
        p.sides { display: block; } .heads { font-weight: bold; }
        .old, .new { padding: .3rem .5rem; border-left: 4px solid #ccc; min-width: 0; }
        .old { background: #fdf1f0; border-color: #b3261e; } .new { background: #effaf2; border-color: #1a7f37; }
        .old > code, .new > code { display: block; }
        .old > code::before { content: "− "; } .new > code::before { content: "+ "; }
        .remark { color: #8c1d18; } .remark::before { content: "! "; }
        details { margin: .4rem 0; color: #444; } summary { cursor: pointer; }
        .step, .part { border: 1px solid #ccc; border-radius: 4px; padding: .5rem .7rem; margin: .3rem 0; background: #fff; }
        .part h2, .part h3, .part h4, .part h5 { font-size: 1rem; border: 0; margin: 0; }
        .line .label { font-weight: bold; margin-right: .6em; } .step .line, .part .line { border: 0; padding: 0; margin: .1rem 0; }
        .box { display: inline-block; width: .8em; height: .8em; border: 1px solid #333; margin-right: .4em; }
        .blank { display: inline-block; border-bottom: 1px solid #333; } .signature { display: none; }
        .caution { background: #fff6df; padding: .1rem .4rem; } .source { color: #777; font-size: .85em; }
        @media print { details { display: none; } body { max-width: none; } }
        """
}
