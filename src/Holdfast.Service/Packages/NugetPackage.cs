namespace Holdfast.Service.Packages;

/// <summary>
/// Finds the part of a .nupkg that is the package: its <c>lib</c> folder for the newest framework that runs here.
/// </summary>
internal static class NugetPackage
{
    /// <summary>The prefix of the names to take; empty for a zip that is no .nupkg.</summary>
    /// <exception cref="PackageRefusedException">It is a .nupkg for other frameworks only.</exception>
    public static string LibraryFolder(IEnumerable<string> names)
    {
        List<string> all = [.. names];
        if (!all.Exists(name => name.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) && !name.Contains('/')))
        {
            return "";
        }

        List<string> frameworks = [.. all
            .Where(name => name.StartsWith("lib/", StringComparison.Ordinal))
            .Select(name => name.Split('/'))
            .Where(parts => parts.Length > 2)
            .Select(parts => parts[1])
            .Distinct(StringComparer.Ordinal)];
        string? best = frameworks.Where(framework => Rank(framework) > 0).MaxBy(Rank);
        return best is null
            ? throw new PackageRefusedException(
                $"The .nupkg has no lib folder for .NET {Environment.Version.Major} or older (it has: "
                + $"{(frameworks.Count == 0 ? "none" : string.Join(", ", frameworks))}). Pack it for "
                + $"net{Environment.Version.Major}.0.")
            : $"lib/{best}/";
    }

    /// <summary>net10.0 before net9.0 before netstandard2.1; 0 for what does not run here.</summary>
    private static double Rank(string framework)
    {
        const string Standard = "netstandard";
        bool standard = framework.StartsWith(Standard, StringComparison.Ordinal);
        string version = standard ? framework[Standard.Length..]
            : framework.StartsWith("net", StringComparison.Ordinal) ? framework["net".Length..] : "";
        if (!Version.TryParse(version, out Version? parsed))
        {
            return 0;
        }

        double rank = parsed.Major + (parsed.Minor / 100.0);
        return standard ? rank / 10 : parsed.Major >= 5 && parsed.Major <= Environment.Version.Major ? rank : 0;
    }
}
