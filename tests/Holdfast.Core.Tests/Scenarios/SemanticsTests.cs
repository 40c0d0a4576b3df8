using System.Collections;
using System.Globalization;
using System.Reflection;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Xunit;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>
/// The table of settings in docs/semantics.md: every setting with its default, its range and the scenarios that are
/// about it.
/// </summary>
public sealed class SemanticsTests
{
    private const string Rewrite = "HOLDFAST_REWRITE_DOCS";
    private const string Begin = "<!-- settings: begin -->\n";
    private const string End = "<!-- settings: end -->";
    private const string Covers = "# covers:";

    private static readonly (Type Type, object Default)[] Records =
    [
        (typeof(ClusterConfig), new ClusterConfig()),
        (typeof(NodeConfig), new NodeConfig { Name = "" }),
        (typeof(GroupConfig), new GroupConfig { Name = "" }),
        (typeof(ResourceConfig), new ResourceConfig { Name = "", Group = "", Type = "" }),
    ];

    /// <summary>What a value may be where its type does not say it.</summary>
    private static readonly SortedDictionary<string, string> Ranges = new(StringComparer.Ordinal)
    {
        ["ClusterConfig.Profile"] = "`fast`, `standard`, `patient`, `wide`",
        ["GroupConfig.FailbackWindowStart"] = "hour, 0 to 23, or none",
        ["GroupConfig.FailbackWindowEnd"] = "hour, 0 to 23, or none",
        ["GroupConfig.Priority"] = "3000 high, 2000 medium, 1000 low, 0 not started by itself",
        ["GroupConfig.FailoverThreshold"] = "from 0; none: nodes less one",
        ["GroupConfig.GroupStartDelay"] = "duration, 0 to 30min",
        ["GroupConfig.Instances"] = "from 1; 0: one on every node; none: an ordinary group",
        ["GroupConfig.DependsOn"] = "list of group:Anywhere, Local or Elsewhere",
        ["GroupConfig.Requires"] = "list of `a=v`, `a!=v`, `a`, `!a`",
        ["GroupConfig.Prefers"] = "list of `a=v`, `a!=v`, `a`, `!a`",
        ["ClusterConfig.QuarantineThreshold"] = "from 1; 0: never",
        ["ResourceConfig.DependsOn"] = "AND of ORs of resources",
        ["ResourceConfig.Properties"] = "JSON object of the type's schema",
        ["ResourceConfig.RetryPeriodOnFailure"] = "duration, at least RestartPeriod; none: never",
        ["NodeConfig.ConfirmedDead"] = "an epoch, or none",
    };

    [Fact]
    public void Settings_AreInTheTable_EachWithAScenario()
    {
        string path = Path.Combine(ScenarioTests.Root, "docs", "semantics.md");
        string text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string table = Table();
        if (Environment.GetEnvironmentVariable(Rewrite) is "1")
        {
            File.WriteAllText(path, text[..begin] + table + text[end..]);
            return;
        }

        Assert.True(
            text[begin..end] == table, $"docs/semantics.md is not up to date; {Rewrite}=1 rewrites it:\n{table}");
    }

    [Fact]
    public void Covered_AreOnlySettingsThatThereAre()
    {
        string[] known = [.. Records.SelectMany(record => Settings(record.Type).Select(p => Name(record.Type, p)))];
        Assert.Equal([], Scenarios().Keys.Except(known, StringComparer.Ordinal));
    }

    private static string Table()
    {
        SortedDictionary<string, SortedSet<string>> scenarios = Scenarios();
        string text = "| setting | default | values | scenarios |\n|---|---|---|---|\n";
        foreach ((Type type, object standard) in Records)
        {
            foreach (PropertyInfo property in Settings(type))
            {
                string name = Name(type, property);
                Assert.True(
                    scenarios.TryGetValue(name, out SortedSet<string>? files),
                    $"no scenario says \"{Covers} {name}\"");
                string links = string.Join(", ", files.Select(file =>
                    $"[{file[..^4]}](../tests/Holdfast.Core.Tests/Scenarios/{file})"));
                text += $"| {name} | {Spoken(property.GetValue(standard))} | {Range(name, property)} | {links} |\n";
            }
        }

        return text;
    }

    private static IEnumerable<PropertyInfo> Settings(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(property => property.CanWrite);

    private static string Name(Type type, PropertyInfo property) => $"{type.Name}.{property.Name}";

    /// <summary>Scenario files by the settings that they say they are about.</summary>
    private static SortedDictionary<string, SortedSet<string>> Scenarios()
    {
        var found = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (string file in ScenarioTests.Files.Select(row => row.Data))
        {
            foreach (string name in File.ReadLines(Path.Combine(ScenarioTests.Folder, file))
                .Where(line => line.StartsWith(Covers, StringComparison.Ordinal))
                .SelectMany(line => line[Covers.Length..].Split(',', StringSplitOptions.TrimEntries)))
            {
                if (!found.TryGetValue(name, out SortedSet<string>? files))
                {
                    found[name] = files = new(StringComparer.Ordinal);
                }

                files.Add(file.Replace('\\', '/'));
            }
        }

        return found;
    }

    private static string Range(string name, PropertyInfo property)
    {
        if (Ranges.TryGetValue(name, out string? range))
        {
            return range;
        }

        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        string none = type == property.PropertyType ? "" : ", or none";
        return type switch
        {
            { IsEnum: true } => string.Join(", ", Enum.GetNames(type)),
            _ when type == typeof(bool) => "true, false",
            _ when type == typeof(TimeSpan) => $"duration{none}",
            _ when type == typeof(DateTimeOffset) => $"point in time{none}",
            _ when type == typeof(int) || type == typeof(long) => $"number{none}",
            _ when type == typeof(ValueMap<long>) => "numbers by name",
            _ when type == typeof(ValueMap<string>) => "texts by name",
            _ when typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string) => "list of names",
            _ => "text",
        };
    }

    private static string Spoken(object? value) => value switch
    {
        null => "none",
        "" => "empty",
        string text => $"`{text}`",
        bool flag => flag ? "true" : "false",
        TimeSpan span => span == TimeSpan.Zero ? "0"
            : span.TotalHours >= 1 ? $"{span.TotalHours:0}h"
            : span.TotalMinutes >= 1 ? $"{span.TotalMinutes:0}min"
            : span.TotalSeconds >= 1 ? $"{span.TotalSeconds:0}s"
            : $"{span.TotalMilliseconds:0}ms",
        IEnumerable => "empty",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
