// Listens to both directions of a connection: each message has to be one of the model's, allowed to its sender at that
// time, and each request answered once.
'use strict';

const ENVELOPE = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);
const BEFORE_INITIALIZED = new Set(['window/showMessage', 'window/logMessage', 'telemetry/event', 'window/showMessageRequest']);
const ERROR = { kind: 'literal', value: { properties: [
  { name: 'code', type: { kind: 'base', name: 'integer' } }, { name: 'message', type: { kind: 'base', name: 'string' } },
  { name: 'data', type: { kind: 'reference', name: 'LSPAny' }, optional: true }] } };
const reference = (name) => ({ kind: 'reference', name });
const PROGRESS = { kind: 'or', items: ['Begin', 'Report', 'End'].map((what) => reference(`WorkDoneProgress${what}`)) };

const at = (object, dotted) => dotted.split('.').reduce((inner, key) => (inner === undefined || inner === null ? undefined : inner[key]), object);
const isDeclared = (object, dotted) => { const value = at(object, dotted); return value !== undefined && value !== null && value !== false; };

class Judge {
  constructor(model) {
    this.model = model;
    this.problems = [];
    this.waiting = { client: new Map(), server: new Map() }; // whose requests: method by id
    this.methods = { client: new Set(), server: new Set() };
    this.commands = new Set();
    this.errors = []; // that the server answered with
    this.begun = new Set(); // tokens of progress
    this.capabilities = { client: undefined, server: undefined };
  }

  blame(sender, message, problems) {
    for (const problem of problems)
      this.problems.push(`the ${sender}: ${message.method || 'an answer'}: ${problem}`);
  }

  judge(sender, message) {
    const found = Object.keys(message).filter((key) => !ENVELOPE.has(key)).map((key) => `${key} in a message`);
    if (message.jsonrpc !== '2.0') found.push('no jsonrpc 2.0');
    if ('method' in message) found.push(...this.call(sender, message));
    else found.push(...this.answer(sender, message));
    this.blame(sender, message, found);
  }

  call(sender, message) {
    const isRequest = 'id' in message;
    const entry = (isRequest ? this.model.requests : this.model.notifications).get(message.method);
    if (entry === undefined) return ['not in the model'];
    this.methods[sender].add(message.method);
    const found = [];
    if (isRequest) found.push(...this.begin(sender, message));
    if (entry.messageDirection !== 'both' && entry.messageDirection.startsWith(sender) === false)
      found.push(`goes ${entry.messageDirection}`);
    if (entry.params === undefined)
      found.push(...('params' in message ? ['takes no params'] : []));
    else
      found.push(...this.model.problems(message.params, entry.params, 'params'));
    found.push(...(sender === 'server' ? this.allowedToServer(entry, message) : this.allowedToClient(entry)));
    if (message.method === 'initialize') this.capabilities.client = message.params.capabilities;
    if (message.method === 'workspace/executeCommand') this.commands.add(message.params.command);
    if (message.method === '$/progress') found.push(...this.progress(message.params));
    return found;
  }

  begin(sender, message) {
    const found = [];
    if (!Number.isInteger(message.id) && typeof message.id !== 'string') found.push('its id is neither integer nor string');
    if (this.waiting[sender].has(message.id)) found.push('its id is in use');
    this.waiting[sender].set(message.id, message.method);
    return found;
  }

  allowedToServer(entry, message) {
    const found = [];
    if (this.capabilities.server === undefined && !BEFORE_INITIALIZED.has(message.method)) found.push('before initialize was answered');
    if (message.method === 'client/registerCapability')
      for (const one of message.params.registrations) found.push(...this.registration(one));
    else if ('id' in message && message.method !== 'window/showMessageRequest') {
      const needed = entry.clientCapability + (message.method.endsWith('/refresh') && !entry.clientCapability.endsWith('refreshSupport') ? '.refreshSupport' : '');
      if (!isDeclared(this.capabilities.client, needed)) found.push(`the client has no ${needed}`);
    }
    return found;
  }

  registration(one) {
    const entry = this.model.requests.get(one.method) || this.model.notifications.get(one.method);
    if (entry === undefined) return [`registers ${one.method}, which is not in the model`];
    const options = this.model.registrationOptions(one.method);
    return [
      ...(isDeclared(this.capabilities.client, `${entry.clientCapability}.dynamicRegistration`) ? [] : [`${one.method} is not to be registered`]),
      ...(options ? this.model.problems(one.registerOptions, options, `registerOptions of ${one.method}`) : [])];
  }

  allowedToClient(entry) {
    return entry.serverCapability === undefined || isDeclared(this.capabilities.server, entry.serverCapability)
      ? [] : [`the server has no ${entry.serverCapability}`];
  }

  /** Begin, any reports, end; of one token once. */
  progress({ token, value }) {
    const found = this.model.problems(value, PROGRESS, 'value');
    if ((value.kind === 'begin') === this.begun.has(token)) found.push(`${value.kind} of ${token} out of turn`);
    if (value.kind === 'begin') this.begun.add(token);
    if (value.kind === 'end') this.begun.delete(token);
    return found;
  }

  answer(sender, message) {
    const requests = this.waiting[sender === 'server' ? 'client' : 'server'];
    const method = requests.get(message.id);
    if (method === undefined) return [`answers ${JSON.stringify(message.id)}, which waits for nothing`];
    requests.delete(message.id);
    if (('result' in message) === ('error' in message)) return [`of ${method} has not one of result and error`];
    if ('error' in message) {
      if (sender === 'server') this.errors.push(message.error.code);
      return this.model.problems(message.error, ERROR, `error of ${method}`);
    }
    if (method === 'initialize') this.capabilities.server = message.result.capabilities;
    return this.model.problems(message.result, this.model.requests.get(method).result, `result of ${method}`);
  }

  /** At the end: whose requests nobody answered. */
  leftOver() {
    return [...this.waiting.client.values()].map((method) => `${method} was never answered`)
      .concat([...this.begun].map((token) => `progress ${token} never ended`));
  }

  /** Methods that the server offers by its capabilities. */
  offered() {
    return [...this.model.requests.values(), ...this.model.notifications.values()]
      .filter((one) => one.messageDirection === 'clientToServer' && one.serverCapability &&
                       isDeclared(this.capabilities.server, one.serverCapability))
      .map((one) => one.method);
  }
}

module.exports = { Judge };
