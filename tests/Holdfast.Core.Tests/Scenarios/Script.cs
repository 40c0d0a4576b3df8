using Holdfast.Core.Groups;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>How resources and guards answer, where they were told not simply to succeed.</summary>
internal sealed class Script
{
    private static readonly Dictionary<string, CallKind> Calls = new(StringComparer.OrdinalIgnoreCase)
    {
        ["open"] = CallKind.Open, ["online"] = CallKind.Online, ["offline"] = CallKind.Offline,
        ["terminate"] = CallKind.Terminate, ["reattach"] = CallKind.Reattach, ["close"] = CallKind.Close,
        ["set"] = CallKind.Set, ["prepare"] = CallKind.Prepare, ["kill"] = CallKind.StopProcesses,
        ["promote"] = CallKind.Promote, ["demote"] = CallKind.Demote,
    };

    private readonly List<Entry> _entries = [];

    /// <summary>Which call a scenario means by a word; null for <c>start</c> and <c>end</c>, the guard's.</summary>
    public static CallKind? Kind(string word) => Calls.TryGetValue(word, out CallKind kind) ? kind : null;

    /// <summary>Tells what is to become of the next calls; it takes the place of what was told before.</summary>
    /// <param name="name">Resource or group.</param>
    /// <param name="node">Only there; null for everywhere.</param>
    /// <param name="call">The word for the call.</param>
    /// <param name="told">E.g. <c>fail:2</c>, <c>hang</c>, <c>take:5s,report:1s,fail</c>, <c>ok</c>.</param>
    /// <param name="reason">The reason it is to give; null for a plain one.</param>
    public void Tell(string name, string? node, string call, string told, string? reason)
    {
        if (Kind(call) is null && call is not ("start" or "end"))
        {
            throw new ScenarioException($"there is no call \"{call}\"; the calls are {string.Join(", ", Calls.Keys)}");
        }

        _entries.RemoveAll(e => e.Name == name && e.Node == node && e.Call == call);
        Answer answer = Parse(told, reason, out int times);
        if (answer != Answer.Plain)
        {
            _entries.Add(new(name, node, call, answer) { Left = times });
        }
    }

    public Answer Next(string name, string node, CallKind kind) =>
        Next(name, node, Calls.First(pair => pair.Value == kind).Key);

    public Answer Next(string name, string node, string call)
    {
        if (_entries.FirstOrDefault(e => e.Name == name && e.Call == call && (e.Node is null || e.Node == node))
            is not { } entry)
        {
            return Answer.Plain;
        }

        if (--entry.Left == 0)
        {
            _entries.Remove(entry);
        }

        return entry.Answer;
    }

    private static Answer Parse(string told, string? reason, out int times)
    {
        Answer answer = Answer.Plain with { Reason = reason };
        times = 1;
        foreach (string part in told.Split(','))
        {
            string[] sides = part.Split(':', 2);
            string? value = sides.Length == 2 ? sides[1] : null;
            switch (sides[0])
            {
                case "take":
                    answer = answer with { Takes = Durations.Parse(value ?? "") };
                    times = int.MaxValue;
                    continue;
                case "report":
                    answer = answer with { Reports = Durations.Parse(value ?? "") };
                    continue;
                default:
                    answer = answer with
                    {
                        Ending = Enum.TryParse(sides[0], ignoreCase: true, out Ending ending) ? ending
                            : throw new ScenarioException($"a call cannot end with \"{sides[0]}\""),
                    };
                    times = value switch { null => 1, "always" => int.MaxValue, _ => int.Parse(value) };
                    continue;
            }
        }

        return answer;
    }

    private sealed record Entry(string Name, string? Node, string Call, Answer Answer)
    {
        public int Left { get; set; }
    }
}

/// <summary>How a call ends.</summary>
/// <param name="Ending">With what.</param>
/// <param name="Takes">After how long; null for as long as every call takes.</param>
/// <param name="Reports">How often it reports progress until then; null for never.</param>
/// <param name="Reason">The reason it gives; null for a plain one.</param>
internal sealed record Answer(Ending Ending, TimeSpan? Takes, TimeSpan? Reports, string? Reason)
{
    public static Answer Plain { get; } = new(Ending.Ok, null, null, null);
}

/// <summary>With what a call ends.</summary>
internal enum Ending
{
    /// <summary>Well; Reattach answers what is true.</summary>
    Ok,
    Fail,

    /// <summary>It never ends.</summary>
    Hang,

    /// <summary>Of Reattach.</summary>
    Gone,

    /// <summary>Of Reattach.</summary>
    Unknown,

    /// <summary>Of Reattach, whatever is true.</summary>
    Running,

    /// <summary>Its monitor crashes in it.</summary>
    Crash,

    /// <summary>Of Open: no monitor can be started.</summary>
    NoMonitor,
}
