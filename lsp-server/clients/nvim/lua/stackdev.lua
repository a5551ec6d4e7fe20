-- stackdev for Neovim 0.7 and later: put this folder on 'runtimepath', then
--   require('stackdev').setup()
-- Code actions and code lenses are Neovim's own; the commands of the server are :Stackdev NAME [JSON].
local M = {}

M.config = {
  cmd = { 'stackdev-lsp' },
  settings = {}, -- { preset = 'no-thread-time', diagnostics = true }
  filetypes = { 'python', 'toml', 'conf', 'dosini', 'cfg' }, -- the last three: services' configuration
}

-- The nearest folder upwards with a manifest, else with a clone, else where Neovim was started.
function M.root(file)
  local function above(name)
    local folder = vim.fn.fnamemodify(file, ':p:h')
    while folder ~= '' do
      if vim.loop.fs_stat(folder .. '/' .. name) then return folder end
      local parent = vim.fn.fnamemodify(folder, ':h')
      if parent == folder then return nil end
      folder = parent
    end
  end
  return above('stackdev.toml') or above('.git') or vim.fn.getcwd()
end

local clients = {} -- by root

function M.attach(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  if file == '' then return end
  if vim.bo[buffer].filetype == 'toml' and vim.fn.fnamemodify(file, ':t') ~= 'stackdev.toml' then return end
  local root = M.root(file)
  local id = clients[root]
  if not (id and vim.lsp.get_client_by_id(id)) then
    id = vim.lsp.start_client {
      name = 'stackdev',
      cmd = M.config.cmd,
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = vim.fn.fnamemodify(root, ':t') } },
      settings = { stackdev = M.config.settings },
      init_options = M.config.settings,
    }
    clients[root] = id
  end
  vim.lsp.buf_attach_client(buffer, id)
end

-- stackdev.NAME with an object of options; on_result gets the error's message or nil, and the result.
function M.execute(name, options, on_result)
  local buffer = vim.api.nvim_get_current_buf()
  for _, client in pairs(vim.lsp.buf_get_clients(buffer)) do
    if client.name == 'stackdev' then
      local arguments = options and next(options) and { options } or {}
      client.request('workspace/executeCommand', { command = 'stackdev.' .. name, arguments = arguments },
        function(err, result)
          if on_result then return on_result(err and err.message, result) end
          if err then vim.notify('stackdev ' .. name .. ': ' .. err.message, vim.log.levels.ERROR) end
        end, buffer)
      return
    end
  end
  vim.notify('stackdev is not attached to this buffer', vim.log.levels.ERROR)
end

function M.setup(config)
  M.config = vim.tbl_extend('force', M.config, config or {})
  local group = vim.api.nvim_create_augroup('stackdev', {})
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = M.config.filetypes,
    callback = function(args) M.attach(args.buf) end,
  })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
    group = group,
    pattern = '*.py',
    callback = function() vim.lsp.codelens.refresh() end,
  })
  vim.api.nvim_create_user_command('Stackdev', function(args)
    local rest = table.concat({ unpack(args.fargs, 2) }, ' ')
    M.execute(args.fargs[1], rest ~= '' and vim.json.decode(rest) or nil)
  end, {
    nargs = '+',
    complete = function(lead)
      local names = {}
      for _, client in pairs(vim.lsp.buf_get_clients()) do
        if client.name == 'stackdev' then
          for _, name in ipairs(client.server_capabilities.executeCommandProvider.commands) do
            table.insert(names, (name:gsub('^stackdev%.', '')))
          end
        end
      end
      return vim.tbl_filter(function(name) return vim.startswith(name, lead) end, names)
    end,
  })
end

return M
