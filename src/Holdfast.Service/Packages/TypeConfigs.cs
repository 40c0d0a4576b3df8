using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Packages;

/// <summary>
/// Makes registrations from what a package was described to hold, and says what is wrong with a description.
/// </summary>
internal static partial class TypeConfigs
{
    /// <summary>Stands for the hash of the built-in DLL, which every node has as a part of itself.</summary>
    public const string BuiltInHash = "builtin";

    public static ResourceTypeConfig From(PackageDescription package, TypeDescription type, string hash) => new()
    {
        Name = type.Name,
        DisplayName = type.DisplayName,
        DllName = package.DllName,
        PackageHash = hash,
        EntryType = type.EntryType,
        Version = package.Version,
        PropertySchema = type.PropertySchema,
        AppliedAtOnce = type.AppliedAtOnce.ToValueList(),
        Controls = type.Controls.ToValueList(),
        Description = type.Description,
        BuiltIn = hash == BuiltInHash,
        LooksAlivePollInterval = TimeSpan.FromMilliseconds(type.LooksAlivePollMs),
        IsAlivePollInterval = TimeSpan.FromMilliseconds(type.IsAlivePollMs),
        PendingTimeout = TimeSpan.FromMilliseconds(type.PendingTimeoutMs),
        DeadlockTimeout = TimeSpan.FromMilliseconds(type.DeadlockTimeoutMs),
        FenceScope = Enum.TryParse(type.FenceScope, out FenceScope scope) ? scope : FenceScope.Node,
        HasRoles = type.HasRoles,
    };

    /// <summary>Every error of a description, in words; empty if it can be registered.</summary>
    public static IReadOnlyList<string> ErrorsOf(PackageDescription package)
    {
        var errors = new List<string>();
        foreach (TypeDescription type in package.Types)
        {
            errors.AddRange(ErrorsOf(type).Select(error => $"{type.Name}: {error}"));
        }

        errors.AddRange(package.Types.GroupBy(type => type.Name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(same => $"{package.DllName} has {same.Count()} types named {same.Key}; give each its own name."));
        return errors;
    }

    private static IEnumerable<string> ErrorsOf(TypeDescription type)
    {
        if (!ValidName().IsMatch(type.Name))
        {
            yield return "a type's name has 1 to 64 letters, digits, '.', '-' and '_', and starts with a letter.";
        }

        if (!Enum.TryParse<FenceScope>(type.FenceScope, out _))
        {
            yield return $"fence scope \"{type.FenceScope}\" is not known; use Process, Address or Node.";
        }

        if (!IsJsonObject(type.PropertySchema))
        {
            yield return "its property schema is not a JSON object.";
        }

        if (type.LooksAlivePollMs <= 0 || type.IsAlivePollMs <= 0 || type.PendingTimeoutMs <= 0
            || type.DeadlockTimeoutMs <= 0)
        {
            yield return "its intervals and time-outs must be longer than 0 ms.";
        }
    }

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
