extension Page {
    /// The looks of every page: large type, strong contrast, one column, light or dark as the person's screen is set.
    static let style = """
        :root{color-scheme:light dark;--ink:#1d2733;--paper:#fff;--ground:#eef1f5;--line:#aab4c0;--act:#0b57a4;\
        --on-act:#fff;--alert:#8f1d14;--alert-paper:#fdecea}
        @media(prefers-color-scheme:dark){:root{--ink:#e8ecf1;--paper:#1c232b;--ground:#12171d;--line:#5a6775;\
        --act:#7db8f5;--on-act:#0d1620;--alert:#ffb4ab;--alert-paper:#43211d}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:1.125rem/1.8 "Noto Sans CJK JP","Noto Sans JP",\
        "Hiragino Sans","Yu Gothic UI",Meiryo,sans-serif}
        header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:1rem;max-width:46rem;margin:0 auto;\
        padding:1rem 1rem 0;min-height:3.5rem}
        ul{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;margin:0;padding:0}
        aside{margin-left:auto}
        aside ul{flex-direction:column;align-items:stretch}
        aside a,aside button{width:100%;text-align:left}
        main{max-width:46rem;margin:1rem auto;padding:1rem 2rem 2rem;background:var(--paper);\
        border:1px solid var(--line);border-radius:.75rem}
        h1{font-size:1.5rem;line-height:1.4;margin:.5rem 0 1rem}
        p{margin:.5rem 0}
        .alert{color:var(--alert);background:var(--alert-paper);border-left:.375rem solid var(--alert);\
        padding:.5rem 1rem;font-weight:bold}
        label{display:block;margin:.5rem 0}
        dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1.5rem;margin:1rem 0}
        dd{margin:0;font-weight:bold}
        pre{background:#101418;color:#e8ecf1;padding:1rem;border-radius:.375rem;overflow-x:auto;font-size:.9375rem;\
        line-height:1.6;white-space:pre-wrap}
        .field input{display:block;width:100%;max-width:24rem}
        input[type=checkbox],input[type=radio]{width:1.25rem;height:1.25rem;vertical-align:-.2rem}
        input{font:inherit;padding:.375rem .75rem;border:1px solid var(--line);border-radius:.375rem;\
        background:var(--paper);color:var(--ink)}
        a,button{display:inline-block;font:inherit;color:var(--act);background:var(--paper);\
        border:1px solid var(--act);border-radius:.375rem;padding:.375rem 1.25rem;text-decoration:none;cursor:pointer}
        a:hover,button:hover{text-decoration:underline}
        a:focus-visible,button:focus-visible,input:focus-visible{outline:.1875rem solid var(--act);outline-offset:.1875rem}
        .buttons{display:flex;flex-wrap:wrap;gap:1rem;margin:1.5rem 0 0}
        .buttons button:first-child{background:var(--act);color:var(--on-act);font-weight:bold;min-width:8rem}
        .choices{display:grid;gap:.75rem;margin:1rem 0}
        [role=radio]{text-align:left;padding:.625rem 1rem;color:var(--ink);border-color:var(--line)}
        [role=radio]::before{content:"";display:inline-block;width:1.125rem;height:1.125rem;margin-right:.75rem;\
        border:.125rem solid var(--act);border-radius:50%;vertical-align:-.1875rem}
        [role=radio][aria-checked=true]{border-color:var(--act);font-weight:bold;box-shadow:inset 0 0 0 1px var(--act)}
        [role=radio][aria-checked=true]::before{background:radial-gradient(circle,var(--act) 45%,transparent 50%)}
        .busy{height:.5rem;border-radius:.25rem;margin:1rem 0;background:repeating-linear-gradient(90deg,\
        var(--act) 0 2rem,var(--line) 2rem 4rem);animation:move 2s linear infinite}
        @keyframes move{to{background-position:4rem 0}}
        @media(prefers-reduced-motion:reduce){.busy{animation:none}}
        footer{max-width:46rem;margin:0 auto;padding:0 1rem 2rem;font-size:.9375rem;opacity:.8}
        """
}
