using System.CommandLine;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Options;

/// <summary>The settings of a fence device, as options of <c>fence device add</c>.</summary>
internal sealed class FenceDeviceSettings
{
    private readonly Option<string> _agent = new("--agent")
    {
        Description = "The fence agent: a name such as fence_ipmilan, or an absolute path.", HelpName = "AGENT",
        Required = true,
    };

    private readonly Option<string[]> _set = Given.Named("--set", "NAME=VALUE",
        "What the agent is told, by its own names: ip=10.0.0.9. May be given often.", numbers: false);

    private readonly Option<string[]> _setFrom = Given.Named("--set-from", "NAME=FILE",
        "The same, with the value read from a file, for passwords: others see a command line.", numbers: false);

    private readonly Option<string[]> _hosts = Given.Named("--host", "NODE=PLUG",
        "A node that it can power off, and what it is called on the device. May be given often. Without any, the "
        + "device is asked for its plugs, of which those are nodes that are called so.", numbers: false);

    private readonly Option<string?> _plug = Given.Text("--plug-argument", "NAME",
        "The name under which the agent takes the plug, if its metadata says it wrong.");

    private readonly Option<int?> _level = Given.Number("--level",
        "1 to 9, 1 if not given; lower ones are tried first, and all devices of a level must succeed.");

    private readonly Option<string?> _action = new("--action")
    {
        Description = "off, the default, or reboot: powered on again once it is confirmed off. A device that cuts "
            + "nodes off has no reboot; it lets a node in again that has joined anew.",
        HelpName = "off|reboot",
    };

    private readonly Option<string?> _timeout = Given.Duration("--timeout",
        "How long one action may take, its tries together; 60s if not given.");

    private readonly Option<int?> _retries = Given.Number("--retries",
        "How often an action that failed is tried again; 1 if not given.");

    private readonly Option<string?> _delay = Given.Duration("--delay", "Wait so long before powering a node off.");

    private readonly Option<string?> _random = Given.Duration("--delay-random-max",
        "Wait up to so much more, by chance.");

    private readonly Option<string[]> _nodeDelays = Given.Named("--node-delay", "NODE=DURATION",
        "Wait so much more before powering this node off: of two that would fence each other, it lives.",
        numbers: false);

    private readonly Option<string?> _priorityDelay = Given.Duration("--priority-delay",
        "Wait so much more before powering off the node that owns the most, by the priorities of its groups: of two "
        + "that would fence each other, it lives.");

    public FenceDeviceSettings() => _action.AcceptOnlyFromAmong("off", "reboot");

    public void AddTo(Command command)
    {
        command.Options.Add(_agent);
        command.Options.Add(_set);
        command.Options.Add(_setFrom);
        command.Options.Add(_hosts);
        command.Options.Add(_plug);
        command.Options.Add(_level);
        command.Options.Add(_action);
        command.Options.Add(_timeout);
        command.Options.Add(_retries);
        command.Options.Add(_delay);
        command.Options.Add(_random);
        command.Options.Add(_nodeDelays);
        command.Options.Add(_priorityDelay);
    }

    /// <param name="name">The device's name.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">Where relative paths begin.</param>
    public FenceDeviceRequest Of(string name, ParseResult parsed, string folder)
    {
        var parameters = new Dictionary<string, string?>(
            Given.TextsByName(parsed.GetValue(_set)) ?? new Dictionary<string, string?>(), StringComparer.Ordinal);
        foreach ((string key, string? file) in Given.TextsByName(parsed.GetValue(_setFrom))
            ?? new Dictionary<string, string?>())
        {
            parameters[key] = File.ReadAllText(Path.GetFullPath(file ?? "", folder)).TrimEnd('\r', '\n');
        }

        return new FenceDeviceRequest
        {
            Name = name,
            Agent = parsed.GetValue(_agent)!,
            Parameters = parameters,
            Hosts = Given.TextsByName(parsed.GetValue(_hosts)),
            PlugArgument = parsed.GetValue(_plug),
            Level = parsed.GetValue(_level),
            Action = parsed.GetValue(_action) switch { "reboot" => "Reboot", "off" => "Off", _ => null },
            Timeout = parsed.GetValue(_timeout),
            Retries = parsed.GetValue(_retries),
            Delay = parsed.GetValue(_delay),
            DelayRandomMax = parsed.GetValue(_random),
            NodeDelays = Given.TextsByName(parsed.GetValue(_nodeDelays)),
            PriorityDelay = parsed.GetValue(_priorityDelay),
        };
    }
}
