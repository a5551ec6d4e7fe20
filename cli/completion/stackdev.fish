# fish completion for stackdev: asks the program itself what a word can become.
function __stackdev_complete
    set -l words (commandline --cut-at-cursor --tokenize --current-process)
    set -l current (commandline --cut-at-cursor --current-token)
    set -l lines ($words[1] --complete $words[2..-1] "$current" 2>/dev/null)
    set -l ahead (string match --regex -- '^--[^=]*=' $current)
    set -l path (string replace --regex -- '^--[^=]*=' '' $current)
    switch "$lines[1]"
        case folders
            string replace --regex -- '^' "$ahead" (__fish_complete_directories $path)
        case files
            string replace --regex -- '^' "$ahead" (__fish_complete_path $path)
    end
    printf '%s\n' $lines[2..-1]
end
complete --command stackdev --no-files --arguments '(__stackdev_complete)'
