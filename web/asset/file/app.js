// Progressive enhancement: no eval, no markup from strings. Every page works without this file.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const root = document.documentElement;

  // Forms in steps: one panel at a time, the footer's buttons carry data-go="back" and data-go="next".
  const step = (f, n, focus) => {
    const panels = $$('[data-panel]', f);
    f.dataset.at = n = Math.min(Math.max(n, 1), panels.length);
    panels.forEach((p, i) => p.hidden = i + 1 !== n);
    $$('.steps li', f).forEach((li, i) => { li.classList.toggle('done', i + 1 < n); i + 1 === n ? li.setAttribute('aria-current', 'step') : li.removeAttribute('aria-current'); });
    const next = $('[data-go=next]', f);
    $('[data-go=back]', f).hidden = n === 1;
    next.hidden = n === panels.length; $('[type=submit]', f).hidden = n < panels.length;
    if (n < panels.length) next.textContent = 'Next: ' + panels[n].dataset.panel;
    if (focus) $('input:not([type=hidden]),select,textarea', panels[n - 1])?.focus();
  };
  const panelOf = (f, el) => $$('[data-panel]', f).indexOf(el.closest('[data-panel]')) + 1;
  const steps = within => $$('form[data-steps]', within).forEach(f => {
    if (f.dataset.at) return;
    f.classList.add('stepped');
    const bad = $('[aria-invalid=true]', f);
    step(f, bad ? panelOf(f, bad) : 1);
  });

  // A page shown as a drawer or dialog over the one that links to it. htmx fetches it; kept when closed, so that a
  // draft survives.
  const sheet = () => $('#sheet');
  const show = from => {
    const d = sheet(), c = $('[data-sheet]', d);
    $('h2', d).textContent = c.dataset.sheet;
    d.className = c.dataset.kind || 'drawer';
    steps(d);
    if (!d.open) d.showModal();
    d.dataset.from = from;
    ($('[data-panel]:not([hidden]) :is(input:not([type=hidden]),select)', d) || $('[data-sheet] :is(input:not([type=hidden]),select,.btn)', d))?.focus();
  };
  const away = e => { const h = e.detail.pathInfo?.requestPath || e.detail.elt?.getAttribute('href'); if (h) location.href = h; };
  document.addEventListener('htmx:beforeSwap', e => {
    const x = e.detail.xhr, there = new URL(x.responseURL || location.href), asked = new URL(e.detail.pathInfo.requestPath, location.href);
    if (there.pathname !== asked.pathname) { e.detail.shouldSwap = false; location.href = there.href; } // signed out meanwhile
  });
  document.addEventListener('htmx:responseError', away);
  document.addEventListener('htmx:sendError', away);
  document.addEventListener('htmx:afterSwap', e => { if (e.detail.target.id === 'sheet-in') { if ($('[data-sheet]', sheet())) show(e.detail.pathInfo.requestPath); else away(e); } });

  // Contrast of a color against white, as the server computes it (WCAG).
  const contrast = c => {
    const [r, g, b] = [1, 3, 5].map(i => parseInt(c.slice(i, i + 2), 16) / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return 1.05 / (.2126 * r + .7152 * g + .0722 * b + .05);
  };

  document.addEventListener('click', e => {
    const at = s => e.target.closest(s);
    const o = at('[hx-target="#sheet-in"]');
    if (o && sheet()?.dataset.from === o.getAttribute('hx-get') && !e.ctrlKey && !e.metaKey) { e.preventDefault(); e.stopPropagation(); show(sheet().dataset.from); return; }
    const g = at('[data-go]');
    if (g) {
      const f = g.form, n = +f.dataset.at, back = g.dataset.go === 'back';
      if (back || $$('input,select,textarea', $$('[data-panel]', f)[n - 1]).every(i => i.reportValidity())) step(f, n + (back ? -1 : 1), true);
    }
    // A picture of the help opens enlarged; without this file its link shows it.
    const z = at('[data-enlarge]');
    if (z && !e.ctrlKey && !e.metaKey && sheet()) {
      e.preventDefault();
      const s = sheet(), i = $('img', z).cloneNode();
      $('h2', s).textContent = i.alt = z.dataset.enlarge; i.removeAttribute('loading');
      $('#sheet-in', s).replaceChildren(i); s.className = 'picture'; delete s.dataset.from; s.showModal();
    }
    const c = at('[data-close]'), d = c?.closest('dialog'); if (d) { e.preventDefault(); d.close(); }
    const x = at('[data-dismiss]'); if (x) { x.closest('.note').remove(); $('main').focus(); }
    const b = at('[data-by]');
    if (b) { const i = $('#' + b.dataset.for); b.dataset.by < 0 ? i.stepDown() : i.stepUp(); i.dispatchEvent(new Event('input', { bubbles: true })); }
  }, true);
  // A field that is wrong in a hidden step brings its step back.
  let jumped = false;
  document.addEventListener('invalid', e => {
    const f = e.target.form; if (jumped || !f?.dataset.at || !e.target.closest('[data-panel]')?.hidden) return;
    jumped = true; setTimeout(() => jumped = false); step(f, panelOf(f, e.target));
  }, true);
  // Links of the error summary reach into hidden steps.
  document.addEventListener('click', e => {
    const a = e.target.closest('.errsum a[href^="#"]'), i = a && document.getElementById(a.hash.slice(1)), f = i?.form;
    if (!i) return;
    e.preventDefault(); if (f?.dataset.at && i.closest('[data-panel]')) step(f, panelOf(f, i)); i.focus();
  });
  // Companies are chosen: the box in the head chooses the page, the bar says how many and goes when there are none.
  document.addEventListener('change', e => {
    const f = e.target.closest('[data-bulk]'); if (!f || e.target.type !== 'checkbox') return;
    const every = $('[data-every]', f), all = $$('[name=id]', f);
    if (e.target === every) all.forEach(i => i.checked = every.checked);
    every.checked = all.every(i => i.checked);
    $('[data-chosen]', f).textContent = all.filter(i => i.checked).length + ' selected';
  });
  // A form goes out once: its button says so and can't be pressed twice.
  document.addEventListener('submit', e => {
    const f = e.target, b = e.submitter;
    if (f.method !== 'post' || 'again' in f.dataset) return; // a download leaves the page as it is
    if (f.dataset.sent) { e.preventDefault(); return; }
    f.dataset.sent = '1';
    if (b) { b.setAttribute('aria-disabled', true); if (b.dataset.busy) { b.dataset.idle = b.textContent; b.textContent = b.dataset.busy; } }
  });
  addEventListener('pageshow', e => { if (e.persisted) $$('form[data-sent]').forEach(f => { delete f.dataset.sent; $$('[aria-disabled]', f).forEach(b => { b.removeAttribute('aria-disabled'); if (b.dataset.idle) b.textContent = b.dataset.idle; }); }); });
  // Enter in a step that is not the last goes on instead of sending the form.
  document.addEventListener('keydown', e => {
    const f = e.target.form, next = f?.dataset.at && $('[data-go=next]', f);
    if (e.key === 'Enter' && next && !next.hidden && e.target.matches('input,select')) { e.preventDefault(); next.click(); }
  });
  document.addEventListener('input', e => {
    const i = e.target;
    if (i.type === 'color' && i.dataset.contrast) { const v = contrast(i.value), o = $('#' + i.dataset.contrast), ok = v >= 4.5; o.textContent = 'Contrast ' + v.toFixed(1) + ' : 1'; o.className = 'badge ' + (ok ? 'ok' : 'warn'); $('#' + i.dataset.contrast + '-code').textContent = i.value; }
    // An error goes when its field is changed; what is right is decided by the server.
    if (i.getAttribute('aria-invalid') === 'true') { i.removeAttribute('aria-invalid'); const m = document.getElementById(i.id + '-e'); if (m) m.hidden = true; }
  });
  // What was typed to search has been asked for by then: leaving the field asks no second time, which would take the focus from the list.
  document.addEventListener('change', e => { if (e.target.type === 'search') e.stopPropagation(); }, true);
  // The picture chosen is shown before it is sent; blob: is not allowed by the policy, so it is drawn.
  document.addEventListener('change', async e => {
    const i = e.target, c = i.dataset.preview && $('#' + i.dataset.preview); if (!c) return;
    c.hidden = true;
    if (!i.files[0]) return;
    try { const p = await createImageBitmap(i.files[0]), s = Math.min(p.width, p.height); c.width = c.height = 112; c.getContext('2d').drawImage(p, (p.width - s) / 2, (p.height - s) / 2, s, s, 0, 0, 112, 112); c.hidden = false; } catch {}
  });
  // Keys: Ctrl or Cmd with K searches. Single ones (/, ? and g with a letter) never work while typing, and can be switched off.
  let went = -1e9;
  const over = id => { const d = document.getElementById(id); if (d && !$('dialog:modal')) d.showModal(); return d; };
  document.addEventListener('keydown', e => {
    const k = e.key, held = e.ctrlKey || e.metaKey;
    if (held && !e.altKey && !e.shiftKey && k.toLowerCase() === 'k') { if (over('palette')) e.preventDefault(); return; }
    const p = e.target.closest('#palette');
    if (p) {
      const links = $$('#finds a'), at = links.indexOf(e.target), i = k === 'ArrowDown' ? at + 1 : k === 'ArrowUp' ? at - 1 : at;
      if (k === 'Enter' && at < 0 && links[0] && !p.dataset.stale) { e.preventDefault(); links[0].click(); }
      if (i !== at) { e.preventDefault(); (links[i] || (i < 0 && $('input', p)) || e.target).focus(); }
      return;
    }
    if (held || e.altKey || root.dataset.keys === 'off' || $('dialog:modal') || e.target.matches('input,textarea,select,[contenteditable]')) return;
    const then = e.timeStamp - went < 1500; went = -1e9;
    if (k === '/') { const s = $('main input[type=search]'); if (s) { e.preventDefault(); s.focus(); s.select(); } }
    else if (k === '?') over('keys');
    else if (then) $$('.nav a').find(a => a.dataset.key === k)?.click();
    else if (k === 'g') went = e.timeStamp;
  });
  // Enter takes what was found for the words as they stand; before that it asks for the page of them.
  document.addEventListener('input', e => { const p = e.target.closest('#palette'); if (p) p.dataset.stale = 1; });
  document.addEventListener('htmx:afterSwap', e => { if (e.detail.target.id === 'finds') delete $('#palette').dataset.stale; });
  document.addEventListener('click', e => {
    const o = e.target.closest('[data-over]');
    if (o && !e.ctrlKey && !e.metaKey && over(o.dataset.over)) e.preventDefault();
    if (e.target.id === 'palette') e.target.close();
  });

  // Browsers without CSS anchor positioning: place the menu under its button.
  if (!CSS.supports('position-area', 'bottom')) document.addEventListener('toggle', e => {
    const m = e.target; if (e.newState !== 'open' || !m.matches('.menu')) return;
    m.style.inset = 'auto'; m.style.margin = 0;
    const b = $(`[popovertarget="${m.id}"]`).getBoundingClientRect(), w = m.offsetWidth, h = m.offsetHeight, below = b.bottom + h + 8 < innerHeight;
    m.style.left = Math.max(8, Math.min(m.matches('.start') ? b.left : b.right - w, innerWidth - w - 8)) + 'px';
    m.style.top = (below ? b.bottom + 4 : Math.max(8, b.top - h - 4)) + 'px';
  }, true);

  // A list beside what was chosen from it shows what was chosen.
  const chosen = $('.mailbox [aria-current]'), list = chosen?.closest('ul');
  if (list) list.scrollTop = chosen.offsetTop - list.offsetTop;

  steps(document);
  const wrong = $('.errsum'); if (wrong) wrong.focus();
})();
