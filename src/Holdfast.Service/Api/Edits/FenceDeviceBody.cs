using Holdfast.Client.Errors;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Fencing;

namespace Holdfast.Service.Api.Edits;

/// <summary>Reads a fence device from a request, and compares it with what its agent says of itself.</summary>
internal static class FenceDeviceBody
{
    private const int LongestValue = 1000;
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    /// <summary>What Holdfast itself tells the agent.</summary>
    private static readonly string[] Reserved = ["action", "nodename", "plug", "port"];

    /// <summary>The agents' parameter by which <c>off</c> and <c>status</c> of what is not there succeed.</summary>
    private const string MissingAsOff = "missing_as_off";

    /// <summary>The device; its plug argument is empty where the request leaves that to the agent.</summary>
    public static FenceDeviceConfig Read(BodyReader reader)
    {
        var standard = new FenceDeviceConfig { Name = reader.Name("name"), Agent = reader.Required("agent") ?? "" };
        if (standard.Agent.Length > 0 && FenceAgents.WhyNotName(standard.Agent) is { } bad)
        {
            reader.Wrong("agent", bad);
        }

        return standard with
        {
            Parameters = Parameters(reader), Hosts = Hosts(reader), NodeDelays = NodeDelays(reader),
            PlugArgument = reader.Text("plugArgument", Names.Longest) ?? "",
            Level = reader.Number("level", 1, 9) ?? standard.Level,
            Action = reader.Choice<FenceAction>("action") ?? standard.Action,
            Timeout = reader.Duration("timeout", ShortestTimeout, most: LongestTimeout) ?? standard.Timeout,
            Retries = reader.Number("retries", 0, 10) ?? standard.Retries,
            Delay = reader.Duration("delay", TimeSpan.Zero, most: LongestDelay) ?? standard.Delay,
            DelayRandomMax = reader.Duration("delayRandomMax", TimeSpan.Zero, most: LongestDelay)
                ?? standard.DelayRandomMax,
            PriorityDelay = reader.Duration("priorityDelay", TimeSpan.Zero, most: LongestDelay)
                ?? standard.PriorityDelay,
        };
    }

    /// <summary>The device with its plug argument, or what does not fit the agent.</summary>
    public static Outcome<FenceDeviceConfig> Fit(FenceDeviceConfig device, AgentMetadata agent)
    {
        if (!agent.Actions.Contains("off") || !agent.Actions.Contains("status"))
        {
            return new Refusal(ErrorCodes.AgentRefused,
                $"{device.Agent} can {string.Join(", ", agent.Actions)}; it must know off, and status to verify it");
        }

        if (agent.Unfencing != Unfencing.None && device.Action == FenceAction.Reboot)
        {
            return Refusal.Invalid(
            [
                new()
                {
                    Path = "action", Code = ErrorCodes.WrongValue,
                    Message = $"\"{device.Action}\" is not for {device.Agent}: it cuts a node off, whose power stays "
                        + "on, and lets it in again when it has joined anew; write Off, or leave it out",
                },
            ]);
        }

        var unknown = device.Parameters.Keys.Where(name => !agent.Parameters.Contains(name))
            .Select(name => new Client.Dtos.ErrorDto
            {
                Path = $"parameters.{name}", Code = ErrorCodes.UnknownMember,
                Message = $"{device.Agent} takes no \"{name}\", and would pass over it without a word"
                    + NearNames.Question(NearNames.Of(name, agent.Parameters)),
            }).ToList();
        return unknown.Count > 0
            ? Refusal.Invalid(unknown)
            : Checked(device with
            {
                PlugArgument = device.PlugArgument.Length > 0 ? device.PlugArgument : agent.PlugArgument,
                Unfencing = agent.Unfencing,
            }, agent);
    }

    /// <summary>A device whose nodes nobody named lists them itself, if its agent can.</summary>
    private static Outcome<FenceDeviceConfig> Checked(FenceDeviceConfig device, AgentMetadata agent) =>
        device.Hosts.Count > 0 ? device
        : agent.Actions.Contains("list") ? device with { HostCheck = FenceHostCheck.List }
        : Refusal.Invalid(
        [
            new()
            {
                Path = "hosts", Code = ErrorCodes.WrongValue,
                Message = $"it names no node, and {device.Agent} cannot list them; say which the device can power "
                    + "off, and what each is called on it: n1=1",
            },
        ]);

    private static ValueMap<string> Parameters(BodyReader reader)
    {
        Dictionary<string, string?> given = NamedValues.Texts(reader, "parameters", LongestValue) ?? [];
        foreach (string name in given.Keys.Where(Reserved.Contains))
        {
            reader.Wrong($"parameters.{name}",
                "Holdfast says that to the agent itself; what a node is called on the device goes into hosts: "
                + "node=plug");
        }

        if (given.ContainsKey(MissingAsOff))
        {
            reader.Wrong($"parameters.{MissingAsOff}",
                "it calls a node off that the device does not know, as after a move to another host, and nothing is "
                + "assumed of a node; leave --host out, and the device is asked which nodes it has: one that does not "
                + "list a node fails, and the next level is tried");
        }

        foreach (string name in given.Where(each => each.Value == SecretProperties.Mask).Select(each => each.Key))
        {
            reader.Wrong($"parameters.{name}",
                $"\"{SecretProperties.Mask}\" only stands for a secret; write the value");
        }

        return Map(given);
    }

    private static ValueMap<string> Hosts(BodyReader reader)
    {
        ValueMap<string> hosts = Map(NamedValues.Texts(reader, "hosts", LongestValue) ?? []);
        foreach ((string node, string plug) in hosts)
        {
            string? other = hosts.FirstOrDefault(
                each => each.Value == plug && string.CompareOrdinal(each.Key, node) < 0).Key;
            if (plug.Length == 0)
            {
                reader.Wrong($"hosts.{node}", "it is empty; write what the node is called on the device");
            }
            else if (other is not null)
            {
                reader.Wrong($"hosts.{node}",
                    $"\"{plug}\" is {other}'s as well: to power one off would power both off; give each its own");
            }
        }

        return hosts;
    }

    private static ValueMap<TimeSpan> NodeDelays(BodyReader reader)
    {
        var delays = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach ((string node, string? text) in NamedValues.Texts(reader, "nodeDelays", 40) ?? [])
        {
            if (!Durations.TryParse(text, out TimeSpan delay) || delay < TimeSpan.Zero || delay > LongestDelay)
            {
                reader.Wrong($"nodeDelays.{node}",
                    $"\"{text}\" is not a duration of at most {Durations.Format(LongestDelay)}; write 10s");
            }

            delays[node] = delay;
        }

        return ValueMap<TimeSpan>.From(delays);
    }

    private static ValueMap<string> Map(Dictionary<string, string?> given) =>
        ValueMap<string>.From(given.Where(each => each.Value is not null)
            .Select(each => KeyValuePair.Create(each.Key, each.Value!)));
}
