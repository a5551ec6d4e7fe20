;;; stackdev.el --- stackdev's server in Emacs -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "28.1"))

;;; Commentary:
;; With eglot:
;;   (add-to-list 'load-path ".../share/stackdev/clients/emacs")
;;   (require 'stackdev)
;;   (stackdev-eglot-setup)
;; then M-x eglot in a Python file or stackdev.toml; M-x eglot-code-actions mends what is underlined, M-x
;; stackdev-command runs a command of the server.
;; eglot runs one server for a mode: this one then takes the place of another for Python.
;; With lsp-mode, which runs several: (stackdev-lsp-setup).

;;; Code:

(require 'json)
(require 'seq)

(defgroup stackdev nil "Systems of many Python repositories." :group 'tools)

(defcustom stackdev-server-command '("stackdev-lsp")
  "Program and arguments of the server."
  :type '(repeat string))

(declare-function eglot-current-server "ext:eglot")
(declare-function eglot-execute-command "ext:eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function lsp-request "ext:lsp-mode")
(declare-function lsp-register-client "ext:lsp-mode")
(declare-function lsp-stdio-connection "ext:lsp-mode")
(declare-function make-lsp-client "ext:lsp-mode")
(defvar eglot-server-programs)
(defvar lsp-language-id-configuration)

(defconst stackdev-commands
  '("import" "scan" "debugSafe" "restore" "hook" "unhook" "launchConfigurations" "run" "debug" "clone" "deps" "doctor"
    "up" "status" "logs" "down" "verify" "undo" "trust")
  "What `stackdev-command' offers.")

;;;###autoload
(defun stackdev-eglot-setup ()
  "Have eglot start the server for Python and for stackdev.toml."
  (require 'eglot)
  (add-to-list 'auto-mode-alist '("/stackdev\\.toml\\'" . conf-toml-mode))
  (add-to-list 'eglot-server-programs
               `((python-mode conf-toml-mode) . ,stackdev-server-command)))

;;;###autoload
(defun stackdev-lsp-setup ()
  "Have lsp-mode start the server beside others for Python."
  (require 'lsp-mode)
  (add-to-list 'lsp-language-id-configuration '("/stackdev\\.toml\\'" . "toml"))
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () stackdev-server-command))
                    :activation-fn (lambda (file _mode)
                                     (or (derived-mode-p 'python-mode) (string-suffix-p "/stackdev.toml" file)))
                    :server-id 'stackdev
                    :add-on? t)))

(defun stackdev--execute (name options)
  "Run the server's command NAME with OPTIONS, a plist; its result."
  (let ((params (list :command (concat "stackdev." name)
                      :arguments (if options (vector options) []))))
    (cond ((and (fboundp 'eglot-current-server) (eglot-current-server))
           (jsonrpc-request (eglot-current-server) :workspace/executeCommand params :timeout 600))
          ((fboundp 'lsp-request) (lsp-request "workspace/executeCommand" params))
          (t (user-error "No server: M-x eglot, or M-x lsp, in a Python file")))))

;;;###autoload
(defun stackdev-command (name &optional options)
  "Run the server's command NAME; with a prefix argument ask for OPTIONS, a JSON object."
  (interactive
   (list (completing-read "stackdev: " stackdev-commands nil t)
         (when current-prefix-arg
           (json-parse-string (read-string "Options (JSON): " "{}") :object-type 'plist))))
  (let ((result (stackdev--execute name options)))
    (when (called-interactively-p 'interactive)
      (with-current-buffer (get-buffer-create "*stackdev*")
        (erase-buffer)
        (insert (json-encode result))
        (json-pretty-print-buffer)
        (display-buffer (current-buffer))))
    result))

(provide 'stackdev)
;;; stackdev.el ends here
