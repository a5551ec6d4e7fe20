" Drives Vim with ALE: what it saw goes to the file RESULT, as JSON.
set nocompatible
set runtimepath+=/usr/share/vim-ale
set encoding=utf-8 autoread
let g:ale_linters = {'python': ['stackdev']}
let g:ale_lint_delay = 0
filetype plugin on
runtime plugin/ale.vim
call ale#linter#Define('python', {
\ 'name': 'stackdev', 'lsp': 'stdio', 'executable': 'stackdev-lsp', 'command': '%e',
\ 'project_root': {buffer -> getcwd()}, 'lsp_config': {}})

let s:result = {}

function! s:Wait(what, Condition) abort
  for s:i in range(200)
    if a:Condition()
      return
    endif
    sleep 50m
  endfor
  throw 'nothing came of: ' . a:what
endfunction

function! s:Codes() abort
  return map(copy(ale#engine#GetLoclist(bufnr(''))), {_, one -> get(one, 'code', '')})
endfunction

" The menu of ALE's code actions has one item: it is chosen.
function! s:Choose(data, items) abort
  call ale#codefix#ApplyLSPCodeAction(a:data, a:items[0][1])
endfunction

function! s:Act() abort
  call cursor(3, 1)
  call ale#codefix#Execute(0, function('s:Choose'))
endfunction

try
  edit $SCRIPT
  set filetype=python
  call s:Wait('diagnostics', {-> s:Codes() == ['unsafe-monkey-patch']})
  let s:result.opened = s:Codes()
  call s:Act()
  call s:Wait('the edit', {-> getline(3) =~# 'debug-safe'})
  let s:result.edited = getline(3)
  ALELint " without a screen no event tells that the text was changed
  call s:Wait('debug-safe-active', {-> s:Codes() == ['debug-safe-active']})
  call s:Act()
  call s:Wait('the restored line', {-> getline(3) !~# 'debug-safe'})
  let s:result.restored = getline(1, '$')
catch
  let s:result.error = v:exception . ' at ' . v:throwpoint
endtry
call writefile([json_encode(s:result)], $RESULT)
qall!
