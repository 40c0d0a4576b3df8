using System.CommandLine;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Options;

/// <summary>The settings of a resource, as options of <c>create</c> and <c>set</c>.</summary>
internal sealed class ResourceSettings
{
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A property of the type: Name=value. May be given often; see holdfast type show TYPE.",
        HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = false, DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _dependsOn = new("--depends-on")
    {
        Description = "What must be online first: a,b|c means a, and one of b and c. \"\" for nothing.", HelpName =
            "NAMES",
    };

    private readonly Option<string?> _description =
        new("--description") { Description = "Words for people.", HelpName = "TEXT" };

    private readonly Option<string?> _action = new("--restart-action")
    {
        Description = "When it fails: DontRestart, Restart or RestartThenFailover.", HelpName = "ACTION",
    };

    private readonly Option<string?> _embedded = new("--embedded-failure-action")
    {
        Description = "When it says that it is degraded: None, LogOnly or Recover.", HelpName = "ACTION",
    };

    private readonly Option<int?> _threshold = new("--restart-threshold")
    {
        Description = "Restarts allowed on a node within the period.", HelpName = "N",
    };

    private readonly Option<bool?> _separate = new("--separate-monitor")
    {
        Description = "Whether it is kept in a monitor process of its own.", HelpName = "true|false",
    };

    private readonly Option<string?> _period = Duration("--restart-period", "The period of the threshold.");
    private readonly Option<string?> _delay = Duration("--restart-delay", "Before the second restart, then doubled.");
    private readonly Option<string?> _retry =
        Duration("--retry-period", "Wait in Failed before one more try, or never.");
    private readonly Option<string?> _looksAlive = Duration("--looks-alive", "Between LooksAlive polls, or default.");
    private readonly Option<string?> _isAlive = Duration("--is-alive", "Between IsAlive polls, or default.");
    private readonly Option<string?> _pending =
        Duration("--pending-timeout", "Longest silence of a pending Online or Offline, or default.");

    private readonly Option<string?> _deadlock = Duration("--deadlock-timeout", "Longest other call, or default.");

    public ResourceSettings() => _set.Validators.Add(result =>
    {
        foreach (string each in result.GetValueOrDefault<string[]>() ?? [])
        {
            if (each.IndexOf('=', StringComparison.Ordinal) < 1)
            {
                result.AddError($"--set \"{each}\" is not NAME=VALUE");
            }
        }
    });

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
            {
                _set, _dependsOn, _description, _action, _embedded, _threshold, _period, _delay, _retry, _separate,
                _looksAlive, _isAlive, _pending, _deadlock,
            })
        {
            command.Options.Add(option);
        }
    }

    public string? Description(ParseResult parsed) => parsed.GetValue(_description);

    /// <summary>The properties given, as text by name; the last of a name wins.</summary>
    public IReadOnlyDictionary<string, string> Properties(ParseResult parsed)
    {
        var given = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string each in parsed.GetValue(_set) ?? [])
        {
            int at = each.IndexOf('=', StringComparison.Ordinal);
            given[each[..at]] = each[(at + 1)..];
        }

        return given;
    }

    /// <summary>The dependencies given, null if none were; an empty text means none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? DependsOn(ParseResult parsed)
    {
        const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        return parsed.GetValue(_dependsOn)?.Split(',', Trimmed).Select(any => any.Split('|', Trimmed)).ToArray();
    }

    /// <summary>Null if nothing of it was given.</summary>
    public PolicyRequest? Policy(ParseResult parsed)
    {
        var policy = new PolicyRequest
        {
            RestartAction = parsed.GetValue(_action),
            EmbeddedFailureAction = parsed.GetValue(_embedded),
            RestartThreshold = parsed.GetValue(_threshold),
            RestartPeriod = parsed.GetValue(_period),
            RestartDelay = parsed.GetValue(_delay),
            RetryPeriodOnFailure = parsed.GetValue(_retry),
            SeparateMonitor = parsed.GetValue(_separate),
            LooksAlivePollInterval = parsed.GetValue(_looksAlive),
            IsAlivePollInterval = parsed.GetValue(_isAlive),
            PendingTimeout = parsed.GetValue(_pending),
            DeadlockTimeout = parsed.GetValue(_deadlock),
        };
        return policy == new PolicyRequest() ? null : policy;
    }

    private static Option<string?> Duration(string name, string description) =>
        new(name) { Description = description, HelpName = "DURATION" };
}
