;;; Drives Emacs with lsp-mode and our client: what it saw goes to the file RESULT, as JSON.  -*- lexical-binding: t -*-
(require 'package)
(package-initialize)
(setq lsp-session-file (concat (getenv "RESULT") ".session") lsp-auto-guess-root t lsp-keep-workspace-alive nil
      lsp-enable-suggest-server-download nil lsp-warn-no-matched-clients nil lsp-diagnostics-provider :none
      lsp-auto-configure t lsp-enable-file-watchers nil lsp-idle-delay 0.1 lsp-debounce-full-sync-notifications nil
      lsp-restart 'ignore make-backup-files nil create-lockfiles nil)
(require 'lsp-mode)
(require 'lsp-lens)
(require 'stackdev)
(stackdev-lsp-setup)

(defvar result nil)
(defun note (key value) (push (cons key value) result))

(defun wait (what condition)
  (let ((end (+ (float-time) 10)))
    (while (not (funcall condition))
      (when (> (float-time) end) (error "Nothing came of: %s" what))
      (accept-process-output nil 0.05))))

(defun codes ()
  (let (found)
    (maphash (lambda (_file all) (dolist (one all) (push (lsp:diagnostic-code? one) found))) (lsp-diagnostics t))
    found))

(defun line (n) (save-excursion (goto-char (point-min)) (forward-line n) (buffer-substring (point) (line-end-position))))

(defun act (title n)
  (goto-char (point-min))
  (forward-line n)
  (let ((one (seq-find (lambda (action) (equal (lsp:code-action-title action) title)) (lsp-code-actions-at-point))))
    (unless one (error "No code action %s" title))
    (lsp-execute-code-action one)))

(condition-case failure
    (progn
      (find-file (getenv "SCRIPT"))
      (python-mode)
      (lsp)
      (wait "diagnostics" (lambda () (codes)))
      (note 'opened (vconcat (codes)))
      (note 'lenses (vconcat (mapcar (lambda (lens) (lsp:command-title (lsp:code-lens-command? lens)))
                                     (lsp-request "textDocument/codeLens"
                                                  (list :textDocument (lsp--text-document-identifier))))))
      (act "Make debug-safe" 2)
      (note 'edited (line 2))
      (wait "debug-safe-active" (lambda () (equal (codes) '("debug-safe-active"))))
      (act "Restore" 2)
      (note 'restored (buffer-substring-no-properties (point-min) (point-max)))
      (wait "diagnostics again" (lambda () (equal (codes) '("unsafe-monkey-patch"))))
      (stackdev-command "debugSafe" (list :uri (lsp--buffer-uri) :start (string-to-number (getenv "START"))))
      (wait "the command's edit" (lambda () (string-match "debug-safe" (line 2))))
      (note 'by-command (line 2))
      (note 'scan (stackdev-command "scan"))
      (set-buffer-modified-p nil)
      (lsp-disconnect))
  (error (note 'error (format "%S" failure))))
(with-temp-file (getenv "RESULT") (insert (json-encode result)))
(kill-emacs 0)
