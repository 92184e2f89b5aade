/** What a script of a hostile text does if anything runs it. */
const FLAG = "hostileTextRan";

/** Whether any hostile text ran in a page that was opened: an expression for the browser. */
export const HAS_RUN = `Boolean(globalThis.${FLAG})`;

const RUN = `globalThis.${FLAG}=1;window.top.${FLAG}=1`;

/**
 * Texts that would run in a page that writes them as they are: as content, in an attribute of either quote, in a URL, in a
 * script, in a style, in a comment, in a title or text area, as a template, or after a change of parser.
 */
export const HOSTILE_TEXTS: readonly string[] = [
  `<script>${RUN}</script>`,
  `"><script>${RUN}</script>`,
  `'><script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `"><img src=x onerror=${RUN}>`,
  `' onmouseover='${RUN}' autofocus onfocus='${RUN}' x='`,
  `" autofocus tabindex=0 onfocus="${RUN}" x="`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<math><mtext></mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${RUN}&gt;">`,
  `<iframe srcdoc="<script>${RUN}</script>"></iframe>`,
  `<iframe src="javascript:${RUN}"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<a href="javascript:${RUN}" id=clickme>x</a>`,
  `<form action="javascript:${RUN}"><button id=clickme>x</button></form>`,
  `<details open ontoggle=${RUN}>`,
  `<video><source onerror=${RUN}></video>`,
  `<body onload=${RUN}>`,
  `<meta http-equiv="refresh" content="0;url=javascript:${RUN}">`,
  `<base href="https://foreign.example/">`,
  `<link rel=stylesheet href="data:text/css,*{background:url(javascript:${RUN})}">`,
  `<style>@import 'javascript:${RUN}';</style>`,
  `</title><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `</style><script>${RUN}</script>`,
  `--><script>${RUN}</script>`,
  `]]><script>${RUN}</script>`,
  `\${${RUN}}`,
  `{{constructor.constructor('${RUN}')()}}`,
  `javascript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `<ScRiPt\u0000>${RUN}</sCrIpT>`,
  `<<script>${RUN}//<</script>`,
  `\u202e<script>${RUN}</script>`,
  `+ADw-script+AD4-${RUN}+ADw-/script+AD4-`,
  `&lt;script&gt;${RUN}&lt;/script&gt;`,
  `<div hx-on:load="${RUN}" hx-get="/" hx-trigger="load"></div>`,
  `<button popovertarget=x onbeforetoggle=${RUN}>x</button><div popover id=x>x</div>`,
  `<template shadowrootmode=open><script>${RUN}</script></template>`,
];
