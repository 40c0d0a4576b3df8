using Holdfast.ResourceApi.Testing;
using Xunit;

namespace Acme.Ledger.Tests;

public sealed class LedgerTests
{
    /// <summary>
    /// Puts the resource through everything a cluster would do to it; a failure says which rule broke and what to do.
    /// </summary>
    [Fact]
    public Task Ledger_KeepsTheContract() =>
        ResourceContract.VerifyAsync<Ledger>(
            new LedgerProperties(), cancellationToken: TestContext.Current.CancellationToken);
}
