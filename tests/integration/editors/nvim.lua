-- Drives Neovim with our client: what it saw goes to the file RESULT, as JSON.
local result = {}

local function wait(what, condition)
  if not vim.wait(10000, condition, 20) then error('nothing came of: ' .. what) end
end

local function diagnostics()
  local codes = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(codes, one.code or one.user_data.lsp.code)
  end
  table.sort(codes)
  return codes
end

local function action(title, line)
  local params = vim.lsp.util.make_range_params()
  params.range = { start = { line = line, character = 0 }, ['end'] = { line = line, character = 0 } }
  params.context = { diagnostics = {} }
  for _, response in pairs(vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 10000)) do
    for _, one in ipairs(response.result or {}) do
      if one.title == title then return vim.lsp.util.apply_workspace_edit(one.edit, 'utf-16') end
    end
  end
  error('no code action ' .. title)
end

local function lenses()
  local titles = {}
  local params = { textDocument = vim.lsp.util.make_text_document_params() }
  for _, response in pairs(vim.lsp.buf_request_sync(0, 'textDocument/codeLens', params, 10000)) do
    for _, one in ipairs(response.result or {}) do
      table.insert(titles, one.command.title)
    end
  end
  return titles
end

local function drive()
  require('stackdev').setup()
  vim.cmd('edit ' .. vim.env.SCRIPT)
  vim.bo.filetype = 'python'
  wait('diagnostics', function() return #diagnostics() == 1 end)
  result.opened = diagnostics()
  result.lenses = lenses()
  action('Make debug-safe', 2)
  result.edited = vim.api.nvim_buf_get_lines(0, 2, 3, false)[1]
  wait('debug-safe-active', function() return diagnostics()[1] == 'debug-safe-active' end)
  action('Restore', 2)
  result.restored = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  wait('unsafe again', function() return diagnostics()[1] == 'unsafe-monkey-patch' end)
  -- A lens's command: the server asks to apply the edit.
  vim.lsp.codelens.refresh()
  wait('a lens', function() return #vim.lsp.codelens.get(0) > 0 end)
  vim.api.nvim_win_set_cursor(0, { 3, 0 })
  vim.lsp.codelens.run()
  wait('the lens to edit', function()
    return vim.api.nvim_buf_get_lines(0, 2, 3, false)[1]:find('debug%-safe') ~= nil
  end)
  result.by_lens = vim.api.nvim_buf_get_lines(0, 2, 3, false)[1]
  local scan
  require('stackdev').execute('scan', {}, function(err, calls) scan = { err = err, calls = calls } end)
  wait('scan', function() return scan ~= nil end)
  result.scan = scan
  vim.cmd('edit! ' .. vim.env.MANIFEST)
  vim.bo.filetype = 'toml'
  vim.api.nvim_buf_set_lines(0, 0, 1, false, { 'version = 2' })
  wait('a problem of the manifest', function() return #diagnostics() == 1 end)
  result.manifest = vim.diagnostic.get(0)[1].message
end

local ok, err = pcall(drive)
if not ok then result.error = tostring(err) end
vim.fn.writefile({ vim.json.encode(result) }, vim.env.RESULT)
vim.cmd('qall!')
