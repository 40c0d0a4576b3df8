using Xunit;

namespace Holdfast.Architecture;

/// <summary>Fails with every fault on a line of its own.</summary>
internal static class Expect
{
    public static void NoFaults(IEnumerable<string> faults)
    {
        string[] found = [.. faults];
        Assert.True(found.Length == 0, $"{found.Length} faults:\n{string.Join('\n', found)}");
    }
}
