using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>Machines that are network namespaces, for tests that are skipped where there can be none.</summary>
internal static class TestNetworks
{
    /// <summary>Skips the test, and says why, where this machine can have none.</summary>
    public static async Task RequireAsync()
    {
        string? whyNot = await LabNetwork.WhyNotAsync();
        Assert.SkipWhen(whyNot is not null, whyNot ?? "");
    }

    /// <summary>Makes the machines, on which nothing runs yet.</summary>
    public static async Task<LabNetwork> StartAsync(params string[] machines)
    {
        await RequireAsync();
        return await LabNetwork.StartAsync(machines);
    }
}
