#compdef stackdev
# zsh completion for stackdev: asks the program itself what a word can become.
_stackdev() {
  local -a lines candidates typed
  local line besides
  typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  lines=("${(@f)$(_call_program words ${(q)words[1]} --complete ${(@q)typed} 2>/dev/null)}")
  besides=${lines[1]:-nothing}
  for line in "${(@)lines[2,-1]}"; do
    # _describe divides word and text by a colon
    candidates+=("${${line%%$'\t'*}//:/\\:}${${(M)line%%$'\t'*}:+:${line#*$'\t'}}")
  done
  (( $#candidates )) && _describe stackdev candidates
  if [[ $besides != nothing ]]; then
    [[ $PREFIX == --*=* ]] && compset -P '--*='
    if [[ $besides == folders ]]; then _files -/; else _files; fi
  fi
}
if [[ $funcstack[1] == _stackdev ]]; then _stackdev "$@"; else compdef _stackdev stackdev; fi
