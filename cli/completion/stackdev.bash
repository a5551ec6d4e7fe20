# bash completion for stackdev: asks the program itself what a word can become.
_stackdev() {
  local current=${COMP_WORDS[COMP_CWORD]} besides word text IFS=$'\n'
  [ "$current" = = ] && current=
  local -a words=("${COMP_WORDS[@]:1:COMP_CWORD-1}" "${current#[\"\']}") lines
  mapfile -t lines < <("${COMP_WORDS[0]}" --complete "${words[@]}" 2>/dev/null)
  besides=${lines[0]-nothing}
  COMPREPLY=()
  for word in "${lines[@]:1}"; do
    printf -v text %q "${word%%$'\t'*}"
    COMPREPLY+=("$text")
  done
  [ "$besides" = nothing ] || compopt -o filenames 2>/dev/null
  case $besides in
  folders) COMPREPLY+=($(compgen -d -- "$current")) ;;
  files) COMPREPLY+=($(compgen -f -- "$current")) ;;
  esac
}
complete -F _stackdev stackdev
