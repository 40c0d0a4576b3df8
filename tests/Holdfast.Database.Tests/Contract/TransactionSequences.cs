using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Database.Tests.Contract;

/// <summary>
/// A random step of a test against the model: which keys it puts, deletes and guards, and how its guards stand.
/// </summary>
/// <param name="Puts">Numbers of keys.</param>
/// <param name="Deletes">Numbers of keys.</param>
/// <param name="Guards">Numbers of keys.</param>
/// <param name="Stale">Whether one guard is given a revision that is not the key's.</param>
/// <param name="Renewal">Whether it is written as a renewal.</param>
public sealed record Step(int[] Puts, int[] Deletes, int[] Guards, bool Stale, bool Renewal);

/// <summary>Random sequences of transactions on a few keys in a few folders.</summary>
internal static class TransactionSequences
{
    public static readonly string[] Keys = ["a", "a/b", "a/c", "a/b/d", "config/x", "config/y", "config/x/z", "z"];

    public static Arbitrary<Step[]> Arbitrary { get; } = StepGenerator().ArrayOf().Resize(12).ToArbitrary();

    private static Gen<Step> StepGenerator()
    {
        Gen<int[]> some = Gen.Choose(0, Keys.Length - 1).ArrayOf().Resize(4).Select(keys => keys.Distinct().ToArray());
        return from puts in some
               from deletes in some
               from guards in some
               from stale in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
               from renewal in Gen.Elements(false, true)
               select new Step(puts, [.. deletes.Except(puts)], guards, stale, renewal);
    }
}
