using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Holdfast.Client;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Options;

/// <summary>How options are written that several commands take: lists, switches, values by name.</summary>
internal static class Given
{
    private const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    public static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };

    public static Option<int?> Number(string name, string description) =>
        new(name) { Description = description, HelpName = "N" };

    /// <summary>A duration, checked here already.</summary>
    public static Option<string?> Duration(string name, string description)
    {
        Option<string?> option = Text(name, "DURATION", description);
        option.Validators.Add(result =>
        {
            string? text = result.GetValueOrDefault<string?>();
            if (!DurationText.TryParse(text, out _))
            {
                result.AddError($"{name} \"{text}\" is not a duration; write 250ms, 10s, 5min or 1h");
            }
        });
        return option;
    }

    /// <summary><c>on</c> or <c>off</c>.</summary>
    public static Option<string?> Switch(string name, string description, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = description, HelpName = "on|off" };
        option.AcceptOnlyFromAmong("on", "off", "true", "false");
        return option;
    }

    public static bool? IsOn(string? text) => text is null ? null : text is "on" or "true";

    /// <summary>An option that may be given often.</summary>
    public static Option<string[]> Many(string name, string help, string description) => new(name)
    {
        Description = description, HelpName = help, AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Values by name, as in <c>rack=a</c>; <c>rack=</c> removes.</summary>
    /// <param name="name">The option.</param>
    /// <param name="help">What is written for the value.</param>
    /// <param name="description">What it is.</param>
    /// <param name="numbers">Whether the values are whole numbers.</param>
    public static Option<string[]> Named(string name, string help, string description, bool numbers)
    {
        Option<string[]> option = Many(name, help, description);
        option.Validators.Add(result => Check(result, name, numbers));
        return option;
    }

    /// <summary>Names separated by commas; null if the option was not given.</summary>
    public static string[]? Names(string? text) => text?.Split(',', Trimmed);

    /// <summary>What was given for an option that may be given often, without empty texts; null if it was not
    /// given, so that one empty text means none.</summary>
    public static string[]? Texts(string[]? given) =>
        given is { Length: > 0 } ? [.. given.Where(text => text.Length > 0)] : null;

    public static IReadOnlyDictionary<string, string?>? TextsByName(string[]? given) =>
        ByName<string?>(given, text => text);

    public static IReadOnlyDictionary<string, long?>? NumbersByName(string[]? given) =>
        ByName<long?>(given, text => long.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>Groups as --depends-on takes them: <c>db:local,net</c>; null if the option was not given.</summary>
    public static IReadOnlyList<GroupDependencyRequest>? Dependencies(string? text) => text?.Split(',', Trimmed)
        .Select(each => each.Split(':', 2))
        .Select(parts => new GroupDependencyRequest
        {
            Group = parts[0], Scope = parts.Length == 1 ? null : Capitalised(parts[1]),
        })
        .ToArray();

    /// <summary>As the API writes its choices: <c>local</c> becomes <c>Local</c>.</summary>
    public static string Capitalised(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static SortedDictionary<string, T?>? ByName<T>(string[]? given, Func<string, T> value)
    {
        if (given is not { Length: > 0 })
        {
            return null;
        }

        var values = new SortedDictionary<string, T?>(StringComparer.Ordinal);
        foreach (string each in given)
        {
            int at = each.IndexOf('=', StringComparison.Ordinal);
            string text = each[(at + 1)..];
            values[each[..at]] = text.Length == 0 ? default : value(text);
        }

        return values;
    }

    private static void Check(OptionResult result, string name, bool numbers)
    {
        foreach (string each in result.GetValueOrDefault<string[]>() ?? [])
        {
            int at = each.IndexOf('=', StringComparison.Ordinal);
            string value = each[(at + 1)..];
            if (at < 1)
            {
                result.AddError($"{name} \"{each}\" is not NAME=VALUE");
            }
            else if (numbers && value.Length > 0
                && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"{name} \"{each}\" is not NAME=NUMBER");
            }
        }
    }
}
