using System.CommandLine;
using Holdfast.Client;

namespace Holdfast.Cli.Options;

/// <summary><c>--wait</c> and <c>--timeout</c> of one command.</summary>
internal sealed class WaitOptions
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    private readonly Option<bool> _wait = new("--wait", "-w")
    {
        Description = "Wait until it has happened, showing how far it is.",
    };

    private readonly Option<string?> _timeout = new("--timeout")
    {
        Description = "Longest wait, such as 30s or 5min; 60s if not given. Implies --wait.", HelpName = "DURATION",
    };

    public WaitOptions() => _timeout.Validators.Add(result =>
    {
        string? text = result.GetValueOrDefault<string?>();
        if (!DurationText.TryParse(text, out _))
        {
            result.AddError($"--timeout \"{text}\" is not a duration; write 250ms, 10s, 5min or 1h");
        }
    });

    public void AddTo(Command command)
    {
        command.Options.Add(_wait);
        command.Options.Add(_timeout);
    }

    /// <summary>How long to wait, null for not at all.</summary>
    public TimeSpan? Of(ParseResult parsed) =>
        DurationText.TryParse(parsed.GetValue(_timeout), out TimeSpan timeout) ? timeout
        : parsed.GetValue(_wait) ? DefaultTimeout
        : null;
}
