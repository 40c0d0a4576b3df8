using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Xunit;

namespace Holdfast.ResourceApi.Tests;

/// <summary>Runs something on a thread that has a network of its own, with nothing in it but a loopback interface.
/// </summary>
internal static partial class OwnNetwork
{
    private const int NewNetwork = 0x40000000;

    /// <summary>Runs it, and waits for its end; skips the test where the kernel gives no such network.</summary>
    public static void Run(Action work)
    {
        Exception? failed = null;
        bool there = false;
        var apart = new Thread(() =>
        {
            try
            {
                there = Unshare(NewNetwork) == 0;
                if (there)
                {
                    work();
                }
            }
            catch (Exception thrown)
            {
                failed = thrown;
            }
        });
        apart.Start();
        apart.Join();
        Assert.SkipUnless(there, "the kernel gives no network namespace");
        if (failed is not null)
        {
            ExceptionDispatchInfo.Throw(failed);
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
